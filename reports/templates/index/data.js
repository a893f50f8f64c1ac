  // A page of 20,000 rows opens at once because rows are drawn only where somebody looks, and so many at a time.
  var SCREEN = 200, SHORT = 8, TOWN = 0, FLAGS = 1, LIFE = 2, CELLS = 3, UNKNOWN = "—";
  var data = JSON.parse(document.getElementById("data").textContent), texts = data.texts;
  function byId(id) { return document.getElementById(id); }
  function all(query, within) { return Array.prototype.slice.call((within || document).querySelectorAll(query)); }
  // Without blanks and the dots of a name, of which there are many kinds: who looks for somebody types any, or none.
  function plain(text) { return text.normalize("NFKC").toLowerCase().replace(/[\s·•・‧∙⋅]+/g, "").replace(/([^\d.])\.(?=[^\d.])/g, "$1"); }
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
