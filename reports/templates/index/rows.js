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
    if (!isListed(clue)) { return document.createTextNode(clue); }
    var link = make("a", "", clue);
    link.href = "#clue-" + clue;
    link.addEventListener("click", function (event) { event.preventDefault(); reveal(clue); });
    return link;
  }

  // What nights and people said of a clue unfolds under its row; what nights said comes as numbers.
  function filled(words, values) { return words.replace(/\{\}/g, function () { return values.shift(); }); }
  function day(since1970) { return new Date(since1970 * 864e5).toISOString().slice(0, 10); }
  function linesOf(life) {
    var nights = life[0], words = data.life, kinds = words.said.length, next = nights[1];
    var lines = nights[0] ? [filled(words.earlier, [nights[0]])] : [];
    nights.slice(2).forEach(function (told) {
      // A number: its nights follow those before it day by day.
      var many = Math.floor(told / kinds), span = told.length ? told : [next, next + many - 1, many, told % kinds];
      var begins = day(span[0]), said = words.said[span[3]];
      lines.push(span[2] === 1 ? filled(words.one, [begins, said])
        : filled(words.several, [begins, day(span[1]), span[2], said]));
      next = span[1] + 1;
    });
    return lines.concat(life.slice(1));
  }
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
    linesOf(data.lives[life]).forEach(function (said) { told.appendChild(make("li", "", said)); });
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
