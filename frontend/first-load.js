// Runs inside every page, before anything else, and must be understood by any browser: no syntax newer than ES5. A page
// whose scripts did not arrive tries again by itself, for a wall has nobody to press a key; and it says so. What a page
// will need it asks for at once: far from the server each answer that another waits for is half a second.
(function () {
  var WORDS = {
    ar: ["تعذر تحميل هذه الصفحة بالكامل. ستُعاد المحاولة تلقائيًا.", "إذا استمر ذلك فقد يكون هذا المتصفح قديمًا جدًا: يلزم Chromium 87 أو Safari 14.1 أو أحدث."],
    en: ["This page did not load completely. It tries again by itself.", "If this goes on, this browser may be too old: it takes Chromium 87, Safari 14.1 or later."],
    es: ["Esta página no se ha cargado por completo. Volverá a intentarlo sola.", "Si continúa, puede que este navegador sea demasiado antiguo: se necesita Chromium 87, Safari 14.1 o posterior."],
    fr: ["Cette page ne s’est pas chargée entièrement. Elle réessaie d’elle-même.", "Si cela continue, ce navigateur est peut-être trop ancien : il faut Chromium 87, Safari 14.1 ou plus récent."],
    ru: ["Страница загрузилась не полностью. Она попробует ещё раз сама.", "Если это повторяется, возможно, браузер слишком старый: нужен Chromium 87, Safari 14.1 или новее."],
    zh: ["此页面未能完整加载，将自动重试。", "如果一直如此，可能是浏览器太旧：需要 Chromium 87、Safari 14.1 或更新版本。"]
  };
  var TRIES = "rostrum.tries";
  var AFTER_LOADING = 10000;
  var LONGEST_WAIT = 30000;
  var NOT_TAKEN_AFTER = 30000;
  var root = document.documentElement;
  var language = spoken();
  var words = WORDS[language];
  var failed = false;
  var waiting = false;

  function kept() {
    try {
      return localStorage.getItem("rostrum.language");
    } catch (refused) {
      return null;
    }
  }

  // As the page itself will choose: the address, what was chosen before, the browser.
  function spoken() {
    var wished = /[?&]lang=([a-zA-Z]+)/.exec(location.search);
    var wishes = [wished && wished[1], kept()].concat(navigator.languages || navigator.language);
    for (var n = 0; n < wishes.length; n++) {
      var primary = String(wishes[n]).toLowerCase().split(/[-_]/)[0];
      if (WORDS.hasOwnProperty(primary)) return primary;
    }
    return "en";
  }

  function askForWords() {
    var place = JSON.parse(root.getAttribute("data-words") || "{}")[language];
    if (!place) return;
    var link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = place;
    document.head.appendChild(link);
  }

  // The view that this page will look at. A wall in a small picture of it looks by another address; whoever comes with a
  // badge in the address has none yet.
  function view() {
    var place = /^\/(hall|podium|interpreters|overlay|control)\/([^/]+)\/$/.exec(location.pathname);
    var room = /[?&]room=([^&]+)/.exec(location.search);
    if (location.pathname === "/phone/" && room && !/badge=/.test(location.hash)) place = ["", "phone", room[1]];
    if (!place || /[?&]preview/.test(location.search)) return null;
    return "/ws/rooms/" + place[2] + "/" + place[1] + "/?heartbeat" + (/^(phone|control)$/.test(place[1]) ? "&lang=" + language : "");
  }

  // live/outside.ts takes it over; where nobody does, it is closed.
  function openSocket() {
    var path = view();
    if (!path || !window.WebSocket) return;
    var early = { said: [] };
    early.address = (location.protocol === "https:" ? "wss://" : "ws://") + location.host + path;
    early.socket = new WebSocket(early.address);
    early.socket.onmessage = function (event) {
      early.said.push(event.data);
    };
    window.rostrumEarly = early;
    setTimeout(function () {
      if (window.rostrumEarly !== early) return;
      window.rostrumEarly = undefined;
      early.socket.close();
    }, NOT_TAKEN_AFTER);
  }

  // pages/http.ts takes the answer.
  function askWho() {
    if (!/^\/(phone|control)\//.test(location.pathname) || !window.fetch || /badge=/.test(location.hash)) return;
    var asked = fetch("/api/me", { credentials: "same-origin", cache: "no-store", headers: { Accept: "application/json" } });
    asked["catch"](function () {
      // Whoever takes it is told.
    });
    window.rostrumAsked = { "/api/me": asked };
  }

  function tries() {
    try {
      return Number(sessionStorage.getItem(TRIES)) || 0;
    } catch (refused) {
      return 0;
    }
  }

  function remember(count) {
    try {
      if (count === 0) sessionStorage.removeItem(TRIES);
      else sessionStorage.setItem(TRIES, String(count));
    } catch (refused) {
      // It tries again all the same, only not more and more rarely.
    }
  }

  function started() {
    return root.getAttribute("data-started") !== null;
  }

  function say() {
    if (!document.body) return;
    var sentence = document.createElement("p");
    sentence.setAttribute("role", "status");
    sentence.setAttribute("data-testid", "first-load");
    sentence.dir = "auto";
    sentence.style.cssText = "margin:10vh 8vw;font:600 5vmin sans-serif";
    sentence.textContent = words[0] + (tries() > 1 || !("noModule" in document.createElement("script")) ? " " + words[1] : "");
    document.body.appendChild(sentence);
  }

  function tryAgain() {
    if (waiting) return;
    waiting = true;
    var count = tries();
    if (!started()) say();
    setTimeout(function () {
      remember(count + 1);
      location.reload();
    }, Math.min(LONGEST_WAIT, 1000 * Math.pow(2, count)) * (0.5 + Math.random() / 2));
  }

  function look() {
    if (failed || !started()) tryAgain();
    else remember(0);
  }

  if (window.performance && performance.now) window.rostrumCame = performance.now();
  askForWords();
  openSocket();
  askWho();
  window.addEventListener("error", function (event) {
    var what = event.target;
    // A picture that is missing is none of this; a script or a style sheet is, and so is a fault before the start.
    if (what && (what.tagName === "SCRIPT" || what.tagName === "LINK")) failed = failed || what.rel !== "icon";
    else if (!started()) failed = true;
    if (failed) tryAgain();
  }, true);
  window.addEventListener("unhandledrejection", function () {
    if (!started()) tryAgain();
  });
  window.addEventListener("load", function () {
    setTimeout(look, AFTER_LOADING);
  });
})();
