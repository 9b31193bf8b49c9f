// The search page of the static site: asks Pagefind's index, which lies beside the pages.
(function () {
  "use strict";
  var form = document.querySelector("form.search");
  var field = form.querySelector("input");
  var narrow = form.querySelector(".narrow");
  var status = document.querySelector("[role=status]");
  var list = document.querySelector("ol.results");
  var more = document.querySelector(".show-more");
  var batch = 10;
  var labels = { wiki: "Wiki", year: "Year", tag: "Tag", author: "Author" };
  var pagefind, found, shown, asked = 0;

  if (location.protocol === "file:") {
    form.replaceWith(document.querySelector("template.on-disk").content.cloneNode(true));
    return;
  }

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // An excerpt marks what was found with <mark>; all else in it is text, whatever it looks like.
  function excerpt(html) {
    var holder = element("p", "excerpt");
    var decoder = document.createElement("textarea");
    html.split(/<mark>([\s\S]*?)<\/mark>/).forEach(function (piece, index) {
      decoder.innerHTML = piece;
      holder.append(index % 2 ? element("mark", "", decoder.value) : decoder.value);
    });
    return holder;
  }

  function link(url, text) {
    var made = element("a", "title", text);
    made.href = url;
    return made;
  }

  function facts(data) {
    var line = element("p", "facts");
    [data.filters.wiki, data.filters.year].forEach(function (values) {
      if (values && values.length) line.append(element("span", "", values.join(", ")));
    });
    return line;
  }

  function result(data) {
    var item = element("li");
    var parts = data.sub_results.filter(function (part) { return part.anchor; }).slice(0, 3);
    item.append(link(data.url, data.meta.title), facts(data));
    if (!parts.length) item.append(excerpt(data.excerpt));
    parts.forEach(function (part) {
      var box = element("div", "part");
      box.append(link(part.url, part.title), excerpt(part.excerpt));
      item.append(box);
    });
    return item;
  }

  async function showMore() {
    var ticket = asked;
    var next = found.slice(shown, shown + batch);
    var data = await Promise.all(next.map(function (one) { return one.data(); }));
    if (ticket !== asked) return;
    list.append.apply(list, data.map(result));
    shown += next.length;
    more.hidden = shown >= found.length;
  }

  function chosen() {
    var filters = {};
    narrow.querySelectorAll("select").forEach(function (select) {
      if (select.value) filters[select.name] = select.value;
    });
    return filters;
  }

  async function search() {
    var ticket = ++asked;
    var words = field.value.trim();
    var filters = chosen();
    var address = new URLSearchParams(filters);
    if (words) address.set("q", words);
    history.replaceState(null, "", address.size ? "?" + address : location.pathname);
    if (!words && !Object.keys(filters).length) {
      list.replaceChildren();
      more.hidden = true;
      status.textContent = "";
      return;
    }
    var answer = await pagefind.search(words || null, { filters: filters });
    if (ticket !== asked) return;
    found = answer.results;
    shown = 0;
    list.replaceChildren();
    status.textContent = found.length === 1 ? "1 thread found." : found.length.toLocaleString("en") + " threads found.";
    await showMore();
  }

  async function showFilters(query) {
    var filters = await pagefind.filters();
    Object.keys(labels).forEach(function (name) {
      var values = Object.keys(filters[name] || {});
      if (values.length < 2) return;
      values.sort(new Intl.Collator("en", { numeric: true }).compare);
      var label = element("label", "", labels[name]);
      var select = element("select");
      select.name = name;
      select.append(new Option("any", ""));
      values.forEach(function (value) { select.append(new Option(value + " (" + filters[name][value] + ")", value)); });
      select.value = query.get(name) || "";
      select.addEventListener("change", search);
      label.append(select);
      narrow.append(label);
    });
    narrow.hidden = !narrow.children.length;
  }

  async function start() {
    var query = new URLSearchParams(location.search);
    field.value = query.get("q") || "";
    field.focus();
    try {
      pagefind = await import("../pagefind/pagefind.js");
      await pagefind.options({ excerptLength: 28 });
      await pagefind.init();
      await showFilters(query);
    } catch (error) {
      status.textContent = "The search index could not be loaded. Reload the page to try again.";
      return;
    }
    more.addEventListener("click", showMore);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      search();
    });
    var wait;
    field.addEventListener("input", function () {
      clearTimeout(wait);
      wait = setTimeout(search, 200);
    });
    await search();
    document.documentElement.dataset.search = "ready";
  }

  start();
})();
