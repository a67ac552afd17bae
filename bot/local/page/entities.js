// A text and its entities -> nodes. Offsets count UTF-16 units, as JavaScript strings do.
// Everything a message says becomes text nodes: nothing of it is ever read as HTML.

import { words } from "/page/words.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const QUOTES = ["blockquote", "expandable_blockquote"];
const SAFE = ["http:", "https:", "tg:", "mailto:"];

export function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** `doing` has `command(text)` and `link(url)`, which says whether it took the link over from the browser. */
export function renderText(text, entities, doing) {
  const fragment = document.createDocumentFragment();
  const inOrder = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  fill(fragment, { text, doing }, 0, text.length, inOrder);
  return fragment;
}

function fill(parent, source, start, end, entities) {
  let at = start;
  let rest = entities;
  while (rest.length) {
    const [first, ...others] = rest;
    const from = Math.max(first.offset, at);
    const to = Math.min(first.offset + first.length, end);
    appendPlain(parent, source.text, at, from);
    const node = create(first, source, from, to);
    fill(inside(node), source, from, to, others.filter((other) => other.offset < to));
    parent.append(node);
    at = isBlock(first) && source.text[to] === "\n" && to < end ? to + 1 : to;
    rest = others.filter((other) => other.offset + other.length > at);
  }
  appendPlain(parent, source.text, at, end);
}

function appendPlain(parent, text, start, end) {
  if (start < end) parent.append(text.slice(start, end));
}

const isBlock = (entity) => entity.type === "pre" || QUOTES.includes(entity.type);
const inside = (node) => node.querySelector(":scope > .content") ?? node;

function create(entity, { text, doing }, start, end) {
  const part = text.slice(start, end);
  switch (entity.type) {
    case "blockquote":
      return quote();
    case "expandable_blockquote":
      return expandable();
    case "pre":
      return block(entity.language);
    case "spoiler":
      return spoiler();
    case "text_link":
      return link(entity.url, doing);
    case "url":
      return link(/^[a-z]+:/i.test(part) ? part : `http://${part}`, doing);
    case "email":
      return link(`mailto:${part}`, doing);
    case "bot_command":
      return command(part, doing);
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return element("span", "tagged");
    default:
      return element(TAGS[entity.type] ?? "span");
  }
}

function quote() {
  const node = element("blockquote");
  node.append(icon("quote"), element("div", "content"));
  return node;
}

function expandable() {
  const node = quote();
  const toggle = element("button", "toggle");
  toggle.type = "button";
  toggle.append(icon("chevron"));
  node.classList.add("expandable");
  node.append(toggle);
  const open = (wide) => {
    node.classList.toggle("open", wide);
    toggle.setAttribute("aria-expanded", String(wide));
    toggle.setAttribute("aria-label", wide ? words.collapse : words.expand);
  };
  open(false);
  node.addEventListener("click", (event) => {
    const selecting = String(getSelection()) !== "";
    if (node.classList.contains("long") && !event.target.closest("a, .spoiler") && !selecting) {
      open(!node.classList.contains("open"));
    }
  });
  node.addEventListener("focusin", (event) => {
    if (event.target !== toggle) open(true);
  });
  return node;
}

/** Marks the quotations that do not fit in three lines; call it once they are laid out. */
export function measureQuotes(root) {
  for (const node of root.querySelectorAll(".expandable:not(.open)")) {
    const content = inside(node);
    node.classList.toggle("long", content.scrollHeight > content.clientHeight + 2);
  }
}

function block(language) {
  const node = element("pre");
  node.append(element("span", "language", language ?? words.code), element("code", "content"));
  node.tabIndex = 0;
  return node;
}

function spoiler() {
  const node = element("span", "spoiler");
  const content = element("span", "content");
  const show = () => {
    node.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  node.append(content);
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", words.hidden);
  node.tabIndex = 0;
  node.addEventListener("click", show);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      show();
    }
  });
  return node;
}

export function link(address, doing) {
  const node = element("a");
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !SAFE.includes(url.protocol)) return element("span");
  node.href = url.href;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  node.addEventListener("click", (event) => {
    if (doing.link(url)) event.preventDefault();
  });
  return node;
}

function command(text, doing) {
  const node = element("a", "command");
  node.href = "#";
  node.addEventListener("click", (event) => {
    event.preventDefault();
    doing.command(text);
  });
  return node;
}
