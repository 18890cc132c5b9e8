// The preview's only script: reloads the page when the site was made again,
// and shows what is wrong when it could not be. Everything is put on the page
// as text. Not part of the published site.
(function () {
  "use strict";

  var script = document.currentScript;
  var edition = Number(script.dataset.edition) || 0;
  var plain = "plain" in script.dataset;
  var SCROLL = "quarterdeck-preview-scroll";
  var DISMISSED = "quarterdeck-preview-dismissed";

  // The session's store may be closed to us; then the page only jumps.
  function remember(key, value) {
    try { sessionStorage.setItem(key, value); } catch (e) { /* closed */ }
  }
  function recall(key) {
    try { return sessionStorage.getItem(key); } catch (e) { return null; }
  }

  // A reload takes a while to begin, and the reader may scroll meanwhile: where
  // the page stands is kept at its very end.
  var reloading = false;
  function reload() {
    reloading = true;
    location.reload();
  }

  function keepScroll() {
    if (!reloading) return;
    remember(SCROLL, JSON.stringify({ path: location.pathname, x: scrollX, y: scrollY }));
  }

  function restoreScroll() {
    var kept = JSON.parse(recall(SCROLL) || "null");
    remember(SCROLL, "null");
    if (kept && kept.path === location.pathname) {
      scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
    }
  }

  function element(name, text, parent) {
    var e = document.createElement(name);
    if (text) e.textContent = text;
    if (parent) parent.append(e);
    return e;
  }

  function title(state) {
    var what = state.errors === 1 ? "1 error" : state.errors + " errors";
    if (state.failure) what = "The site could not be made";
    return state.stale ? what + ": this page is from before" : what;
  }

  function list(problems, parent) {
    var ol = element("ol", "", parent);
    problems.forEach(function (p) {
      var li = element("li", "", ol);
      element("code", p.place, li);
      li.append(" ");
      element("span", p.severity + ": " + p.message, li);
      if (p.hint) {
        li.append(" ");
        element("em", p.hint, li);
      }
    });
  }

  function removePanel() {
    var old = document.getElementById("quarterdeck-preview");
    if (old) old.remove();
  }

  function panel(state) {
    var box = element("section");
    box.id = "quarterdeck-preview";
    box.setAttribute("aria-labelledby", "quarterdeck-preview-title");
    box.tabIndex = 0; // so that it can be scrolled by keyboard
    var head = element("p", title(state), box);
    head.id = "quarterdeck-preview-title";
    head.setAttribute("role", "status");
    var button = element("button", "Dismiss", box);
    button.type = "button";
    button.addEventListener("click", function () {
      remember(DISMISSED, String(state.generation));
      removePanel();
    });
    box.addEventListener("keydown", function (e) {
      if (e.key === "Escape") button.click();
    });
    if (state.failure) element("pre", state.failure, box);
    if (state.problems.length) list(state.problems, box);
    if (state.errors > state.problems.length) {
      element("p", "And " + (state.errors - state.problems.length) + " more: the terminal lists them all.", box);
    }
    return box;
  }

  function show(state) {
    removePanel();
    if (!state.failed || recall(DISMISSED) === String(state.generation)) return;
    document.body.append(panel(state));
  }

  function askForState() {
    fetch("/_preview/state").then(function (r) { return r.json(); }).then(show).catch(function () { /* gone for now */ });
  }

  function addStyle() {
    if (plain) return; // the page has it
    var link = element("link", "", document.head);
    link.rel = "stylesheet";
    link.href = "/_preview/live.css";
  }

  function listen() {
    var lost = false;
    var events = new EventSource("/_preview/events?edition=" + edition);
    events.addEventListener("reload", reload);
    events.addEventListener("state", function (e) {
      if (!plain) askForState();
      else if (e.data !== script.dataset.generation) reload();
    });
    events.onerror = function () { lost = true; };
    events.onopen = function () { if (lost) reload(); }; // another server, perhaps another site
    addEventListener("pagehide", function () { keepScroll(); events.close(); });
    addEventListener("pageshow", function (e) { if (e.persisted) reload(); });
  }

  addStyle();
  listen();
  if (document.readyState === "complete") restoreScroll();
  else addEventListener("load", restoreScroll);
})();
