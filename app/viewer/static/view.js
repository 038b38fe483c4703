// Keys, and the part of a page that is kept up while a run is built. Whatever is shown comes from the server.
"use strict";

const live = document.querySelector("[data-live]");
const stale = document.querySelector("[data-stale]");

function say(why) {
  for (const one of stale.children) one.hidden = one.dataset.why !== why;
}

const named = (one) => one.tagName + (one.getAttribute("href") ?? one.getAttribute("aria-label") ?? one.textContent);

function renew(text) {
  const open = new Set([...live.querySelectorAll("details[open] > summary")].map(named));
  const at = live.contains(document.activeElement) && named(document.activeElement);
  live.innerHTML = text;
  for (const one of live.querySelectorAll("details")) one.open = open.has(named(one.querySelector("summary")));
  if (at) [...live.querySelectorAll("a, summary, [tabindex]")].find((one) => named(one) === at)?.focus({preventScroll: true});
}

// What is marked by the reader isn't taken from under them; a tab that nobody sees asks for nothing.
const marked = () => !getSelection().isCollapsed && live.contains(getSelection().anchorNode);

async function follow() {
  if (document.hidden) return document.addEventListener("visibilitychange", follow, {once: true});
  let why = "lost";
  try {
    const answer = await fetch(live.dataset.live, {headers: {accept: "text/html"}, signal: AbortSignal.timeout(30_000)});
    why = answer.ok ? "" : answer.status === 401 ? "out" : "fault";
    const text = await answer.text();
    if (answer.ok && !marked()) renew(text);
  } catch {
    why = "lost";
  }
  say(why);
  if (why || !live.querySelector("[data-still]")) setTimeout(follow, 1000 * Number(live.dataset.every));
}
if (live && Number(live.dataset.every)) setTimeout(follow, 1000 * Number(live.dataset.every));

const keys = document.getElementById("keys");
document.getElementById("keys-shown").addEventListener("click", () => keys.showModal());

let went = false;

function step(by) {
  const to = document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]");
  const all = [...document.querySelectorAll("a.row")];
  const at = all.indexOf(document.activeElement) + by;
  if (all.length && at >= 0 && at < all.length) all[at].focus();
  else if (to) to.click();
}

document.addEventListener("keydown", (event) => {
  // A key that is held decides once: the page after it hasn't been read.
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
  if (event.target.matches("input, textarea, select")) return;
  if (went && /^[1-9]$/.test(event.key)) document.querySelectorAll("header nav a")[event.key - 1]?.click();
  went = event.key === "g";
  const search = document.getElementById("search");
  if (event.key === "/" && search) { event.preventDefault(); search.focus(); }
  else if (event.key === "?") keys.showModal();
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "u") document.querySelector("a[rel=up]")?.click();
  else [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].find((one) => one.checkVisibility())?.click();
});
