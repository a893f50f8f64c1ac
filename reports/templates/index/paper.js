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
