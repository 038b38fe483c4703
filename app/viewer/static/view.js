// Keys, and the part of a page that is kept up while a run is built. Whatever is shown comes from the server.
"use strict";

const live = document.querySelector("[data-live]");

async function follow() {
  const every = Number(live.dataset.every);
  if (!every) return;
  try {
    const answer = await fetch(live.dataset.live, {headers: {accept: "text/html"}});
    if (answer.ok && !document.hidden && !live.contains(document.activeElement)) {
      const open = new Set([...live.querySelectorAll("details[open] > summary")].map((one) => one.textContent));
      live.innerHTML = await answer.text();
      for (const one of live.querySelectorAll("details")) one.open = open.has(one.querySelector("summary").textContent);
    }
  } finally {
    if (!live.querySelector("[data-still]")) setTimeout(follow, every * 1000);
  }
}
if (live) setTimeout(follow, 1000 * Number(live.dataset.every || 0));

const keys = document.getElementById("keys");
document.getElementById("keys-shown").addEventListener("click", () => keys.showModal());

let went = false;
const rows = () => [...document.querySelectorAll("a.row")];

function step(by) {
  const to = document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]");
  const all = rows();
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
