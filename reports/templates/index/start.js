  // Tools and links get to work once all the lists are known.
  function fillTowns() {
    var names = {};
    lists.forEach(function (list) { list.rows.forEach(function (row) { names[texts[row[TOWN]]] = true; }); });
    all("button[data-town]").forEach(function (button) { names[button.dataset.town] = true; });
    Object.keys(names).sort(function (a, b) { return a.localeCompare(b, "zh"); }).forEach(function (name) {
      var option = make("option", "", name);
      option.value = name;  // without it a browser takes the text, and leaves blanks out
      if (name) { town.appendChild(option); }
    });
  }
  function openAll(open) {
    return function () { lists.forEach(function (list) { list.element.open = open; }); };
  }

  fillTowns();
  lists.concat(works).forEach(function (list) {
    list.element.addEventListener("toggle", function () {
      if (list.element.open && !list.drawn) { draw(list, list.screen); }
    });
  });
  var waiting = 0;
  text.addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(show, 120); });
  [town].concat(only).forEach(function (one) { one.addEventListener("change", show); });
  byId("open").addEventListener("click", openAll(true));
  byId("close").addEventListener("click", openAll(false));
  byId("print").addEventListener("click", function () { window.print(); });
  all("a[data-work]").forEach(function (link) { link.addEventListener("click", openWork); });
  all("button[data-town]").forEach(function (button) { button.addEventListener("click", printTown); });
  window.addEventListener("beforeprint", beforePrint);
  window.addEventListener("afterprint", afterPrint);
  all(".printing").forEach(function (cell) { cell.hidden = false; });
  byId("tools").hidden = false;
  if (location.hash.indexOf("#clue-") === 0) { reveal(location.hash.slice("#clue-".length)); }
