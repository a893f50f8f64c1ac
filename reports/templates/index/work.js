  // A count of tonight's work opens its list, a number in that list the clue itself.
  function openWork(event) {
    var said = event.target.dataset, list = workOf(said.work);
    event.preventDefault();
    narrow(list, said.town ? list.rows.filter(function (row) { return texts[row[TOWN]] === said.town; }) : list.rows, true);
    draw(list, list.screen);
    list.element.scrollIntoView({ behavior: "instant" });
  }
  // A list that leads to its clues shows again what stands in others, and counts only what they leave out.
  function repeats(list) {
    return list.heads.some(function (head) { return head[1] === "link"; });
  }
  function clueOf(list, row) {
    var at = list.heads.findIndex(function (head) { return head[1] === "clue" || head[1] === "link"; });
    return at < 0 ? "" : texts[row[at + CELLS]];
  }
  // A clue that is overdue may be in no list: its check did not run tonight.
  var listed = null;
  function isListed(clue) {
    if (!listed) {
      listed = {};
      lists.forEach(function (list) {
        if (!list.heads.some(function (head) { return head[1] === "clue"; })) { return; }
        list.rows.forEach(function (row) { listed[clueOf(list, row)] = true; });
      });
    }
    return listed[clue] === true;
  }
  function reveal(clue) {
    if (!isListed(clue)) { return; }
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
