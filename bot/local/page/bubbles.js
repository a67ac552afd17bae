// One message -> one row of the conversation: its bubble, and its buttons below it.

import { element, icon, link, renderText } from "/page/entities.js";
import { language, words } from "/page/words.js";

const HOUR = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });

/** `doing` has `command`, `link`, `press(message, button)` and `elsewhere(button)`. */
export function createRow(message, isFetched, doing) {
  const isOwn = !message.from.is_bot;
  const row = element("div", isOwn ? "row own" : "row");
  row.id = `m${message.message_id}`;
  row.append(element("span", "unseen", `${isOwn ? words.you : message.from.first_name} :`));
  row.append(bubble(message, isOwn, isFetched, doing));
  const rows = message.reply_markup?.inline_keyboard;
  if (rows) row.append(keyboard(message, rows, doing));
  return row;
}

function bubble(message, isOwn, isFetched, doing) {
  const node = element("div", "bubble");
  const body = element("div", "body");
  if (message.reply_to_message) body.append(replied(message.reply_to_message));
  const media = attachment(message);
  if (media) body.append(media);
  if (message.sticker) node.classList.add("bare");
  const text = message.text ?? message.caption ?? "";
  body.append(renderText(text, message.entities ?? message.caption_entities ?? [], doing));
  body.append(meta(message, isOwn, isFetched));
  node.append(body);
  return node;
}

function meta(message, isOwn, isFetched) {
  const node = element("span", "meta");
  const date = new Date(message.date * 1000);
  const time = element("time", "", HOUR.format(date));
  time.dateTime = date.toISOString();
  node.append(time);
  if (isOwn) node.append(mark(isFetched));
  return node;
}

function mark(isFetched) {
  const node = element("span", isFetched ? "mark fetched" : "mark");
  node.append(icon(isFetched ? "checks" : "clock"), element("span", "unseen", isFetched ? words.fetched : words.waiting));
  return node;
}

export function showFetched(row) {
  row.querySelector(".mark")?.replaceWith(mark(true));
}

function replied(message) {
  const node = element("div", "replied");
  const kind = Object.keys(words.attachments).find((name) => message[name]);
  node.append(element("strong", "", message.from.is_bot ? message.from.first_name : words.you));
  node.append(element("span", "", message.text ?? words.attachments[kind] ?? ""));
  return node;
}

function attachment(message) {
  if (message.sticker) return labelled(element("div", "sticker", message.sticker.emoji), words.attachments.sticker);
  if (message.photo) return labelled(element("div", "photo"), words.attachments.photo, icon("photo"));
  if (message.voice) return voice(message.voice);
  if (message.document) return file(message.document);
  return null;
}

function labelled(node, label, ...children) {
  node.setAttribute("role", "img");
  node.setAttribute("aria-label", label);
  node.append(...children);
  return node;
}

function voice({ duration }) {
  const node = labelled(element("div", "file"), words.attachments.voice, icon("voice"));
  node.append(element("span", "wave"), element("small", "", `0:${String(duration).padStart(2, "0")}`));
  return node;
}

function file({ file_name: name }) {
  const node = element("div", "file");
  node.append(icon("document"), element("span", "", name));
  return node;
}

function keyboard(message, rows, doing) {
  const node = element("div", "keyboard");
  for (const buttons of rows) {
    const line = element("div", "line");
    line.append(...buttons.map((button) => (button.url ? linkButton(button, doing) : pressButton(message, button, doing))));
    node.append(line);
  }
  return node;
}

function linkButton(button, doing) {
  const node = link(button.url, doing);
  node.className = "key";
  node.append(element("span", "", button.text), icon("arrow"), element("span", "unseen", words.newTab));
  return node;
}

function pressButton(message, button, doing) {
  const node = element("button", "key");
  node.type = "button";
  node.append(element("span", "", button.text));
  node.addEventListener("click", () => {
    if (button.callback_data === undefined) doing.elsewhere(button);
    else if (!node.hasAttribute("aria-busy")) doing.press(message, button, node);
  });
  return node;
}
