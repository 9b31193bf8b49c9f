// Light or dark, keys, and open what an address points to. Nothing here is needed to read.
(function () {
  "use strict";
  var root = document.documentElement;
  var choices = ["auto", "light", "dark"];
  var names = { auto: "Colours: as the system", light: "Colours: light", dark: "Colours: dark" };

  function stored() {
    try {
      return choices.indexOf(localStorage.getItem("theme")) > 0 ? localStorage.getItem("theme") : "auto";
    } catch (error) {
      return "auto"; // A browser may forbid storage, for files above all.
    }
  }

  function show(choice) {
    if (choice === "auto") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", choice);
  }

  show(stored());

  function themeButton() {
    var button = document.querySelector("button.theme");
    var current = stored();
    function label() {
      button.dataset.choice = current;
      button.setAttribute("aria-label", names[current]);
      button.title = names[current];
    }
    button.hidden = false;
    label();
    button.addEventListener("click", function () {
      current = choices[(choices.indexOf(current) + 1) % choices.length];
      try {
        localStorage.setItem("theme", current);
      } catch (error) {
        // Then the choice holds for this page only.
      }
      show(current);
      label();
    });
  }

  function step(by) {
    var heads = Array.from(document.querySelectorAll(".post h2"));
    if (!heads.length) return;
    var here = heads.indexOf(document.activeElement);
    if (here < 0) {
      here = heads.findIndex(function (head) { return head.getBoundingClientRect().top > 4; });
      here = by > 0 ? here - 1 : here < 0 ? heads.length : here;
    }
    var next = heads[Math.min(Math.max(here + by, 0), heads.length - 1)];
    next.focus({ preventScroll: true });
    next.closest(".post").scrollIntoView({ block: "start" });
  }

  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/") {
      var field = document.querySelector("input[type=search]");
      if (!field) return;
      field.focus();
    } else return;
    event.preventDefault();
  }

  document.addEventListener("DOMContentLoaded", function () {
    themeButton();
    document.addEventListener("keydown", keys);
    var help = document.querySelector(".keys");
    help.hidden = !document.querySelector(".post");
  });
})();
