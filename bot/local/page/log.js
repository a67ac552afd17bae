// The conversation: rows grouped by day and by who speaks, and where the reader is in it.

import { createRow, showFetched } from "/page/bubbles.js";
import { element, measureQuotes } from "/page/entities.js";
import { language, words } from "/page/words.js";

const DAY = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" });
const DAY_AND_YEAR = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });
const NEAR_THE_END = 120;
const REST = 1200; // then a day's title that floats above the messages fades away

export class Log {
  constructor({ log, down, unread }, doing) {
    Object.assign(this, { log, down, unread, doing });
    this.messages = new Map();
    this.unfetched = new Set();
    this.isFollowing = true;
    log.setAttribute("aria-label", words.conversation);
    down.setAttribute("aria-label", words.down);
    down.addEventListener("click", () => this.goToEnd());
    log.addEventListener("scroll", () => this.onScroll(), { passive: true });
    new ResizeObserver(() => this.settle()).observe(log);
  }

  get isEmpty() {
    return this.messages.size === 0;
  }

  /** Everything anew, for instance after the server was away. */
  reset(messages, unfetched) {
    for (const day of this.log.querySelectorAll(".day")) day.remove();
    this.messages.clear();
    this.unfetched = new Set(unfetched);
    this.log.setAttribute("aria-live", "off");
    for (const message of messages) this.place(message);
    this.settle();
    requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
  }

  add(message) {
    const isOwn = !message.from.is_bot;
    if (isOwn) this.unfetched.add(message.message_id);
    this.place(message);
    measureQuotes(this.log);
    if (this.isFollowing || isOwn) this.goToEnd();
    else this.count(1);
  }

  change(message) {
    const old = this.row(message.message_id);
    if (!old) return;
    const focused = old.contains(document.activeElement) ? keysOf(old).indexOf(document.activeElement) : -1;
    const fresh = this.create(message);
    old.replaceWith(fresh);
    this.messages.set(message.message_id, message);
    this.group(fresh);
    measureQuotes(fresh);
    if (focused >= 0) (keysOf(fresh)[focused] ?? this.log).focus({ preventScroll: true });
    if (this.isFollowing) this.goToEnd();
  }

  remove(messageId) {
    const row = this.row(messageId);
    if (!row) return;
    const [day, neighbour] = [row.parentElement, row.nextElementSibling ?? row.previousElementSibling];
    row.remove();
    this.messages.delete(messageId);
    if (day.querySelector(".row")) this.group(neighbour);
    else day.remove();
  }

  fetched(messageIds) {
    for (const messageId of messageIds) {
      this.unfetched.delete(messageId);
      const row = this.row(messageId);
      if (row) showFetched(row);
    }
  }

  answered(messageId) {
    for (const key of this.row(messageId)?.querySelectorAll("[aria-busy]") ?? []) key.removeAttribute("aria-busy");
  }

  row(messageId) {
    return document.getElementById(`m${messageId}`);
  }

  create(message) {
    const row = createRow(message, !this.unfetched.has(message.message_id), this.doing);
    row.dataset.from = message.from.id;
    return row;
  }

  place(message) {
    const row = this.create(message);
    this.messages.set(message.message_id, message);
    this.day(new Date(message.date * 1000)).append(row);
    this.group(row);
  }

  day(date) {
    const last = this.log.lastElementChild;
    const key = date.toDateString();
    if (last.dataset.day === key) return last;
    const day = element("section", "day");
    const title = element("h2", "day-title", nameOfDay(date));
    day.dataset.day = key;
    day.append(title);
    this.log.append(day);
    return day;
  }

  /** Neighbours by the same speaker stand close together, and only the last of them has a tail. */
  group(row) {
    for (const one of [row.previousElementSibling, row, row.nextElementSibling]) {
      if (!one?.classList.contains("row")) continue;
      const next = one.nextElementSibling;
      const previous = one.previousElementSibling;
      one.classList.toggle("last", next?.dataset.from !== one.dataset.from);
      one.classList.toggle("close", previous?.dataset.from === one.dataset.from);
    }
  }

  settle() {
    measureQuotes(this.log);
    if (this.isFollowing) this.log.scrollTop = this.log.scrollHeight;
    this.noteScroll();
  }

  goToEnd() {
    this.isFollowing = true;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: still ? "instant" : "smooth" });
    this.count(0);
  }

  onScroll() {
    this.noteScroll();
    this.log.classList.add("moving");
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.log.classList.remove("moving"), REST);
  }

  noteScroll() {
    const left = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight;
    const isNear = left < NEAR_THE_END;
    const isGoingDown = this.log.scrollTop >= (this.lastTop ?? 0);
    this.lastTop = this.log.scrollTop;
    if (isNear) this.count(0);
    this.isFollowing = isNear || (this.isFollowing && isGoingDown);
    this.down.hidden = this.isFollowing;
    for (const day of this.log.querySelectorAll(".day")) {
      day.firstElementChild.classList.toggle("floating", day.offsetTop < this.log.scrollTop);
    }
  }

  count(more) {
    this.missed = more ? (this.missed ?? 0) + more : 0;
    this.unread.textContent = this.missed;
    this.unread.hidden = !this.missed;
  }
}

const keysOf = (row) => [...row.querySelectorAll(".key")];

function nameOfDay(date) {
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) return words.today;
  if (date.toDateString() === yesterday.toDateString()) return words.yesterday;
  return (date.getFullYear() === today.getFullYear() ? DAY : DAY_AND_YEAR).format(date);
}
