(function () {
  "use strict";
  var tools = document.getElementById("tools");
  var town = document.getElementById("town");
  var text = document.getElementById("text");
  var lists = Array.prototype.slice.call(document.querySelectorAll("details.list"));
  function show() {
    var wanted = town.value, word = text.value.trim();
    lists.forEach(function (list) {
      var left = 0;
      list.querySelectorAll("tbody").forEach(function (group) {
        var here = !wanted || group.dataset.town === wanted, some = 0;
        group.querySelectorAll("tr.row").forEach(function (row) {
          var fits = here && (!word || row.textContent.indexOf(word) >= 0);
          row.hidden = !fits;
          some += fits ? 1 : 0;
        });
        group.hidden = !some;
        left += some;
      });
      list.hidden = Boolean(wanted || word) && !left;
      if (word) { list.open = left > 0; }
    });
  }
  function all(open) { return function () { lists.forEach(function (list) { list.open = open; }); }; }
  town.addEventListener("change", show);
  text.addEventListener("input", show);
  document.getElementById("open").addEventListener("click", all(true));
  document.getElementById("close").addEventListener("click", all(false));
  tools.hidden = false;
})();
