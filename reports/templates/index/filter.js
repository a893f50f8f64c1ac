  // What search box, town and ticks leave of the lists, and how many that is.
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
      found += repeats(list) ? list.fits.filter(function (row) { return !isListed(clueOf(list, row)); }).length : list.fits.length;
    });
    all(".group").forEach(function (group) { sum(group, filtered); });
    all(".empty").forEach(function (line) { line.hidden = filtered; });
    say(filtered, found, searchWorks(words));
    drawOpen(0);
  }
  // Whoever looks for somebody also finds work on clues that no list holds: gone tonight, or not looked at.
  function searchWorks(words) {
    return works.map(function (work) {
      var fits = words.length ? matching(work, words, 0).filter(function (row) { return !isListed(clueOf(work, row)); }) : [];
      if (fits.length || work.searched) { narrow(work, fits.length ? fits : work.rows, fits.length > 0); }
      work.searched = fits.length > 0;
      return fits.length ? work.element.querySelector("h4").textContent + "的线索中有 " + count(fits.length) + " 条，见“本期工作”。" : "";
    }).join("");
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
  function say(filtered, found, also) {
    var none = "没有找到。没有列入名单不等于核对通过：请核对姓名或号码，或用 hedui explain 查询。";
    byId("found").textContent = !filtered ? "" : found ? "找到 " + count(found) + " 条。" + also : also || none;
    byId("found").className = found || also ? "" : "warn";
  }
