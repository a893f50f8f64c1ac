(function () {
  "use strict";
  // A page of 20,000 rows opens at once because rows are drawn only where somebody looks, and so many at a time.
  var SCREEN = 200, SHORT = 8, TOWN = 0, FLAGS = 1, LIFE = 2, CELLS = 3, UNKNOWN = "—";
  var data = JSON.parse(document.getElementById("data").textContent), texts = data.texts;
  function byId(id) { return document.getElementById(id); }
  function all(query, within) { return Array.prototype.slice.call((within || document).querySelectorAll(query)); }
  function plain(text) { return text.normalize("NFKC").toLowerCase().replace(/\s+/g, ""); }
  function count(n) { return String(n).replace(/\B(?=(\d{3})+$)/g, ","); }
  function make(tag, kind, text) {
    var element = document.createElement(tag);
    if (kind) { element.className = kind; }
    if (text !== undefined) { element.textContent = text; }
    return element;
  }

  var text = byId("text"), town = byId("town"), only = all("input[data-flag]");
  function listOf(element) {
    var held = data.lists[element.dataset.list], counted = element.querySelector(".count");
    return {
      element: element, heads: held.heads, rows: held.rows, fits: held.rows, screen: SCREEN, drawn: false,
      counted: counted, total: counted.innerHTML, keys: null, unfolded: {}
    };
  }
  // Tonight's work stands apart: it leads to the clues, and a filter of the clues leaves it as it is.
  var lists = all("details.list:not(.work)").map(listOf), works = all("details.work").map(listOf);
  function workOf(kind) { return works.filter(function (one) { return one.element.id === "work-" + kind; })[0]; }

  // What is searched of each row: numbers people look for, and all words.
  function searched(list) {
    if (!list.keys) {
      list.keys = list.rows.map(function (row) {
        var keys = "", words = "";
        list.heads.forEach(function (head, at) {
          var cell = plain(texts[row[at + CELLS]]);
          if (head[1] === "key" || head[1] === "clue") { keys += cell + " "; }
          if (head[1] !== "figure" && !isMore(head)) { words += " " + cell; }
        });
        return [keys, words + " " + plain(texts[row[TOWN]])];
      });
    }
    return list.keys;
  }
  function wordsOf(value) {
    return value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean).map(function (word) {
      var whole = /^(?:\d{14}|\d{17})[\dx]$/.test(word);
      return { word: word, tail: whole ? "尾号" + word.slice(-4) : "", number: /^\d{1,4}x?$/.test(word) };
    });
  }
  function has(keys, one) {
    // A few digits are the end of a number: anywhere inside one they would be in half of all rows.
    if (one.number ? keys[0].indexOf(one.word + " ") >= 0 : keys[1].indexOf(one.word) >= 0) { return true; }
    return Boolean(one.tail) && keys[0].indexOf(one.tail) >= 0;
  }
  function matching(list, words, flags) {
    var keys = words.length ? searched(list) : null;
    return list.rows.filter(function (row, at) {
      return (!town.value || texts[row[TOWN]] === town.value) && (row[FLAGS] & flags) === flags &&
        words.every(function (one) { return has(keys[at], one); });
    });
  }

  // What stands small in the cell before it has no column of its own.
  function isMore(head) { return head[1] === "more" || head[1] === "beside"; }
  function cellsOf(list, row, line) {
    var last = null;
    list.heads.forEach(function (head, at) {
      var said = texts[row[at + CELLS]], kind = head[1];
      if (isMore(head)) {
        if (said) { last.appendChild(document.createTextNode(" ")); last.appendChild(make("span", kind, said)); }
        return;
      }
      last = make("td", kind === "name" && said.length > 14 ? "" : kind, kind === "link" ? "" : said || UNKNOWN);
      last.dataset.label = head[0];
      line.appendChild(last);
      if (at === 0) { marksOf(row, last); }
      if (kind === "link") { last.appendChild(linkTo(said)); }
      if (kind === "clue") { line.dataset.clue = said; }
      if ((kind === "clue" || kind === "link") && row[LIFE]) { last.appendChild(unfolder(list, said, row[LIFE], line)); }
    });
  }
  function marksOf(row, cell) {
    data.marks.forEach(function (mark) {
      if (row[FLAGS] & mark[0]) { cell.appendChild(make("span", "tag " + mark[2], mark[1])); }
    });
  }
  function linkTo(clue) {
    var link = make("a", "", clue);
    link.href = "#clue-" + clue;
    link.addEventListener("click", function (event) { event.preventDefault(); reveal(clue); });
    return link;
  }

  // What nights and people said of a clue unfolds under its row.
  function unfolder(list, clue, life, line) {
    var button = make("button", "unfold", "经过");
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", function () {
      list.unfolded[clue] = button.getAttribute("aria-expanded") !== "true";
      unfold(line, life, list.unfolded[clue]);
    });
    return button;
  }
  function unfold(line, life, open) {
    var under = line.nextSibling, row = make("tr", "life"), cell = make("td"), told = make("ul");
    if (under && under.className === "life") { under.parentNode.removeChild(under); }
    line.querySelector(".unfold").setAttribute("aria-expanded", String(open));
    if (!open) { return; }
    data.lives[life].forEach(function (said) { told.appendChild(make("li", "", said)); });
    cell.colSpan = line.cells.length;
    cell.dataset.label = "经过";
    cell.appendChild(told);
    row.appendChild(cell);
    line.parentNode.insertBefore(row, line.nextSibling);
  }
  function headOf(list) {
    var line = make("tr");
    list.heads.forEach(function (head) {
      if (isMore(head)) { return; }
      var cell = make("th", head[1] === "figure" ? "figure" : "", head[0]);
      cell.scope = "col";
      line.appendChild(cell);
    });
    var head = make("thead");
    head.appendChild(line);
    return head;
  }
  function groupOf(list, name, columns) {
    var group = make("tbody"), many = list.fits.filter(function (row) { return row[TOWN] === name; }).length;
    if (name) {
      var line = make("tr"), cell = make("th", "", texts[name] + "：" + count(many) + " 条");
      cell.colSpan = columns;
      cell.scope = "rowgroup";
      line.appendChild(cell);
      group.appendChild(line);
    }
    return group;
  }
  function draw(list, most) {
    var table = make("table", "stack rows"), place = list.element.querySelector(".table"), group = null, name = null;
    var head = headOf(list);
    table.appendChild(make("caption", "skip", list.element.dataset.caption));
    table.appendChild(head);
    list.fits.slice(0, most).forEach(function (row) {
      if (!group || row[TOWN] !== name) {
        name = row[TOWN];
        group = groupOf(list, name, head.firstChild.childNodes.length);
        table.appendChild(group);
      }
      var line = make("tr", "row");
      cellsOf(list, row, line);
      group.appendChild(line);
      if (list.unfolded[clueOf(list, row)]) { unfold(line, row[LIFE], true); }
    });
    place.textContent = "";
    place.appendChild(table);
    if (list.fits.length > most) { place.appendChild(more(list, most)); }
    list.element.classList.toggle("short", list.fits.length <= SHORT);
    list.drawn = true;
  }
  function more(list, most) {
    var button = make("button", "", "已列出 " + count(most) + " 条，再列出其余 " + count(list.fits.length - most) + " 条");
    button.type = "button";
    button.addEventListener("click", function () { list.screen = Infinity; draw(list, list.screen); });
    return button;
  }
  function drawOpen(most) {
    lists.concat(works).forEach(function (list) {
      if (list.element.open && !list.element.hidden) { draw(list, Math.max(most, list.screen)); }
    });
  }

  function show() {
    var words = wordsOf(text.value), flags = 0, found = 0;
    only.forEach(function (box) { if (box.checked) { flags |= Number(box.dataset.flag); } });
    var filtered = Boolean(words.length || flags || town.value);
    lists.forEach(function (list) {
      list.fits = filtered ? matching(list, words, flags) : list.rows;
      list.screen = SCREEN;
      list.drawn = false;
      list.element.hidden = filtered && !list.fits.length;
      if (filtered) { list.counted.textContent = "符合 " + count(list.fits.length) + " 条"; } else { list.counted.innerHTML = list.total; }
      if (words.length) { list.element.open = list.fits.length > 0; }
      found += list.fits.length;
    });
    all(".group").forEach(function (group) { sum(group, filtered); });
    all(".empty").forEach(function (line) { line.hidden = filtered; });
    say(filtered, found, searchGone(words));
    drawOpen(0);
  }
  // Whoever looks for somebody also finds what is gone tonight.
  function searchGone(words) {
    var gone = workOf("gone"), fits = gone && words.length ? matching(gone, words, 0) : [];
    if (gone && (fits.length || gone.searched)) { narrow(gone, fits.length ? fits : gone.rows, fits.length > 0); }
    if (gone) { gone.searched = fits.length > 0; }
    return fits.length;
  }
  function narrow(list, fits, open) {
    list.fits = fits;
    list.screen = SCREEN;
    list.drawn = false;
    list.element.open = open;
    if (fits === list.rows) { list.counted.innerHTML = list.total; } else { list.counted.textContent = "符合 " + count(fits.length) + " 条"; }
  }
  function sum(group, filtered) {
    var inside = lists.filter(function (list) { return group.contains(list.element); }), told = group.querySelector(".sum");
    var n = inside.reduce(function (before, list) { return before + list.fits.length; }, 0);
    group.hidden = filtered && !n;
    if (group.parentNode.id !== "lists") { group.parentNode.hidden = group.hidden; }
    if (told) { told.textContent = count(filtered ? n : Number(group.dataset.total)) + " 条疑似线索"; }
  }
  function say(filtered, found, gone) {
    var none = "没有找到。没有列入名单不等于核对通过：请核对姓名或号码，或用 hedui explain 查询。";
    var also = gone ? "本期消除的线索中有 " + count(gone) + " 条，见“本期工作”。" : "";
    byId("found").textContent = !filtered ? "" : found ? "找到 " + count(found) + " 条。" + also : also || none;
    byId("found").className = found || gone ? "" : "warn";
  }

  // A count of tonight's work opens its list, a number in that list the clue itself.
  function openWork(event) {
    var said = event.target.dataset, list = workOf(said.work);
    event.preventDefault();
    narrow(list, said.town ? list.rows.filter(function (row) { return texts[row[TOWN]] === said.town; }) : list.rows, true);
    draw(list, list.screen);
    list.element.scrollIntoView({ behavior: "instant" });
  }
  function clueOf(list, row) {
    var at = list.heads.findIndex(function (head) { return head[1] === "clue" || head[1] === "link"; });
    return at < 0 ? "" : texts[row[at + CELLS]];
  }
  function reveal(clue) {
    lists.some(function (list) {
      var place = list.rows.findIndex(function (row) { return clueOf(list, row) === clue; });
      if (place >= 0) { showAt(list, place, clue); }
      return place >= 0;
    });
  }
  function showAt(list, place, clue) {
    text.value = town.value = "";
    only.forEach(function (box) { box.checked = false; });
    show();
    if (place >= list.screen) { list.screen = Infinity; }
    list.element.open = true;
    list.unfolded[clue] = list.rows[place][LIFE] > 0;
    draw(list, list.screen);
    var line = list.element.querySelector('tr[data-clue="' + clue + '"]');
    line.classList.add("target");
    line.scrollIntoView({ block: "center", behavior: "instant" });
  }

  // On paper all rows of the open lists stand; with a town chosen, that town's lists and nothing else.
  var closed = [];
  function beforePrint() {
    closed = [];
    document.body.classList.toggle("one-town", Boolean(town.value));
    byId("town-title").textContent = town.value;
    lists.forEach(function (list) {
      if (town.value && !list.element.open && list.fits.length) { list.element.open = true; closed.push(list); }
    });
    drawOpen(Infinity);
  }
  function afterPrint() {
    document.body.classList.remove("one-town");
    closed.forEach(function (list) { list.element.open = false; });
    drawOpen(0);
  }
  function printTown(event) {
    town.value = event.target.dataset.town;
    text.value = "";
    show();
    window.print();
  }

  function fillTowns() {
    var names = {};
    lists.forEach(function (list) { list.rows.forEach(function (row) { names[texts[row[TOWN]]] = true; }); });
    Object.keys(names).sort(function (a, b) { return a.localeCompare(b, "zh"); }).forEach(function (name) {
      if (name) { town.appendChild(make("option", "", name)); }
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
})();
