(function () {
  "use strict";
  // A page of 20,000 rows opens at once because rows are drawn only where somebody looks, and so many at a time.
  var SCREEN = 200, SHORT = 8, NEW = 1, OVERDUE = 2, UNKNOWN = "—";
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

  var text = byId("text"), town = byId("town"), onlyNew = byId("new"), onlyOverdue = byId("overdue");
  var lists = all("details.list").map(function (element) {
    var held = data.lists[element.dataset.list], counted = element.querySelector(".count");
    return {
      element: element, heads: held.heads, rows: held.rows, fits: held.rows, screen: SCREEN, drawn: false,
      counted: counted, total: counted.innerHTML, keys: null
    };
  });

  // What is searched of each row: numbers people look for, and all words.
  function searched(list) {
    if (!list.keys) {
      list.keys = list.rows.map(function (row) {
        var keys = "", words = "";
        list.heads.forEach(function (head, at) {
          var cell = plain(texts[row[at + 2]]);
          if (head[1] === "key") { keys += " " + cell; }
          if (head[1] !== "figure" && !isMore(head)) { words += " " + cell; }
        });
        return [keys, words + " " + plain(texts[row[0]])];
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
    if (keys[one.number ? 0 : 1].indexOf(one.word) >= 0) { return true; }
    return Boolean(one.tail) && keys[0].indexOf(one.tail) >= 0;
  }
  function matching(list, words, flags) {
    var keys = words.length ? searched(list) : null;
    return list.rows.filter(function (row, at) {
      return (!town.value || texts[row[0]] === town.value) && (row[1] & flags) === flags &&
        words.every(function (one) { return has(keys[at], one); });
    });
  }

  // What stands small in the cell before it has no column of its own.
  function isMore(head) { return head[1] === "more" || head[1] === "beside"; }
  function cellsOf(list, row, line) {
    var last = null;
    list.heads.forEach(function (head, at) {
      var said = texts[row[at + 2]];
      if (isMore(head)) {
        if (said) { last.appendChild(document.createTextNode(" ")); last.appendChild(make("span", head[1], said)); }
        return;
      }
      last = make("td", head[1] === "name" && said.length > 14 ? "" : head[1], said || UNKNOWN);
      last.dataset.label = head[0];
      line.appendChild(last);
      if (at === 0 && row[1] & NEW) { last.appendChild(make("span", "tag warn", "新增")); }
      if (at === 0 && row[1] & OVERDUE) { last.appendChild(make("span", "tag bad", "逾期")); }
    });
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
    var group = make("tbody"), many = list.fits.filter(function (row) { return row[0] === name; }).length;
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
      if (!group || row[0] !== name) {
        name = row[0];
        group = groupOf(list, name, head.firstChild.childNodes.length);
        table.appendChild(group);
      }
      var line = make("tr", "row");
      cellsOf(list, row, line);
      group.appendChild(line);
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
    lists.forEach(function (list) {
      if (list.element.open && !list.element.hidden) { draw(list, Math.max(most, list.screen)); }
    });
  }

  function show() {
    var words = wordsOf(text.value), flags = 0, found = 0;
    if (onlyNew && onlyNew.checked) { flags |= NEW; }
    if (onlyOverdue && onlyOverdue.checked) { flags |= OVERDUE; }
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
    say(filtered, found);
    drawOpen(0);
  }
  function sum(group, filtered) {
    var inside = lists.filter(function (list) { return group.contains(list.element); }), told = group.querySelector(".sum");
    var n = inside.reduce(function (before, list) { return before + list.fits.length; }, 0);
    group.hidden = filtered && !n;
    if (told) { told.textContent = count(filtered ? n : Number(group.dataset.total)) + " 条疑似线索"; }
  }
  function say(filtered, found) {
    var none = "没有找到。没有列入名单不等于核对通过：请核对姓名或号码，或用 hedui explain 查询。";
    byId("found").textContent = !filtered ? "" : found ? "找到 " + count(found) + " 条。" : none;
    byId("found").className = found ? "" : "warn";
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
    lists.forEach(function (list) { list.rows.forEach(function (row) { names[texts[row[0]]] = true; }); });
    Object.keys(names).sort(function (a, b) { return a.localeCompare(b, "zh"); }).forEach(function (name) {
      if (name) { town.appendChild(make("option", "", name)); }
    });
  }
  function openAll(open) {
    return function () { lists.forEach(function (list) { list.element.open = open; }); };
  }

  fillTowns();
  lists.forEach(function (list) {
    list.element.addEventListener("toggle", function () {
      if (list.element.open && !list.drawn) { draw(list, list.screen); }
    });
  });
  var waiting = 0;
  text.addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(show, 120); });
  [town, onlyNew, onlyOverdue].forEach(function (one) { if (one) { one.addEventListener("change", show); } });
  byId("open").addEventListener("click", openAll(true));
  byId("close").addEventListener("click", openAll(false));
  byId("print").addEventListener("click", function () { window.print(); });
  all("button[data-town]").forEach(function (button) { button.addEventListener("click", printTown); });
  window.addEventListener("beforeprint", beforePrint);
  window.addEventListener("afterprint", afterPrint);
  all(".printing").forEach(function (cell) { cell.hidden = false; });
  byId("tools").hidden = false;
})();
