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
  var most = 200; // values that a list to choose from holds
  var pagefind, known, found, shown, asked = 0;

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

  // The text of some HTML, read in a document of its own, in which nothing runs or loads.
  function decoded(html) {
    return new DOMParser().parseFromString("<p>" + html, "text/html").body.textContent;
  }

  // How many characters at the beginning of `text` are the end of `title`, which stands above it already.
  function repeated(text, title) {
    for (var start = 0; start < title.length; start++) {
      if (text.indexOf(title.slice(start)) === 0) return title.length - start;
    }
    return 0;
  }

  // An excerpt marks what was found with <mark>; all else in it is text, whatever it looks like.
  function excerpt(html, title) {
    var holder = element("p", "excerpt");
    var pieces = html.split(/<mark>([\s\S]*?)<\/mark>/).map(decoded);
    var skip = repeated(pieces.join(""), title || "");
    pieces.forEach(function (piece, index) {
      var rest = piece.slice(skip);
      skip = Math.max(skip - piece.length, 0);
      if (!holder.hasChildNodes()) rest = rest.replace(/^[\s.]+/, "");
      if (rest) holder.append(index % 2 ? element("mark", "", rest) : rest);
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
      box.append(link(part.url, part.title), excerpt(part.excerpt, part.title));
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

  // What is typed into a field with suggestions counts once it is one of them.
  function chosen() {
    var filters = {};
    narrow.querySelectorAll("select, input").forEach(function (choice) {
      if (choice.value && (!choice.list || known[choice.name][choice.value])) filters[choice.name] = choice.value;
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
    status.textContent = found.length === 1 ? "1 result." : found.length.toLocaleString("en") + " results.";
    await showMore();
  }

  function choice(name, values) {
    var label = element("label", "", labels[name]);
    var made;
    if (values.length > most) {
      var list = element("datalist");
      list.id = "known-" + name;
      values.forEach(function (value) { list.append(new Option(value)); });
      made = element("input");
      made.setAttribute("list", list.id);
      made.placeholder = "any";
      label.append(list);
    } else {
      made = element("select");
      made.append(new Option("any", ""));
      values.forEach(function (value) { made.append(new Option(value + " (" + known[name][value] + ")", value)); });
    }
    made.name = name;
    made.addEventListener("change", search);
    label.append(made);
    narrow.append(label);
    return made;
  }

  async function showFilters(query) {
    known = await pagefind.filters();
    var sorted = new Intl.Collator("en", { numeric: true }).compare;
    Object.keys(labels).forEach(function (name) {
      var values = Object.keys(known[name] || {}).sort(sorted);
      if (values.length > 1) choice(name, values).value = query.get(name) || "";
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
