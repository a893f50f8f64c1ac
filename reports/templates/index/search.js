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
    return value.split(/\s+/).map(plain).filter(Boolean).map(function (word) {
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
