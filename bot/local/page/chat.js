// The page put together: events from the server to the conversation, actions of the reader to the server.

import { Composer } from "/page/composer.js";
import { Connection } from "/page/connection.js";
import { Log } from "/page/log.js";
import { language, sayWords, words } from "/page/words.js";

const TYPING = 5000;
const PATIENCE = 15000;
const OFFLINE_AFTER = 500;
const TOAST_PER_LETTER = 60;

const at = (id) => document.getElementById(id);
const timers = {};
let bot = { name: "", username: "" };

function later(name, delay, action) {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(action, delay);
}

document.documentElement.lang = language;
sayWords(document);
at("alert").setAttribute("aria-label", words.alertLabel);
at("offline").textContent = words.connecting;

const doing = {
  command: (text) => send(text),
  link: (url) => followStart(url),
  press: (message, button, key) => press(message, button, key),
  elsewhere: (button) => elsewhere(button),
};
const log = new Log({ log: at("log"), down: at("down"), unread: at("unread") }, doing);
const composer = new Composer(
  {
    form: at("composer"),
    text: at("text"),
    send: at("send"),
    menu: at("menu"),
    commands: at("commands"),
    attach: at("attach"),
    attachments: at("attachments"),
    start: at("start"),
  },
  { send, attach: (kind) => act("attach", { kind }) },
);
const connection = new Connection(receive, showLine);
at("start").addEventListener("click", begin);

// What happens

function receive(event) {
  const reactions = {
    everything() {
      log.reset(event.messages, event.unfetched);
      showProfile(event);
      setStatus(false);
    },
    message() {
      if (event.message.from.is_bot) setStatus(false);
      log.add(event.message);
    },
    edited: () => log.change(event.message),
    deleted: () => log.remove(event.message_id),
    fetched: () => log.fetched(event.message_ids),
    action: () => setStatus(event.action === "typing"),
    answer: () => showAnswer(event),
    profile: () => showProfile(event),
  };
  reactions[event.event]?.();
  showStart();
}

function showProfile({ bot: named, description, commands }) {
  bot = named;
  document.title = bot.name;
  at("name").textContent = bot.name;
  at("avatar").textContent = bot.name.slice(0, 1);
  at("description").textContent = description;
  composer.setCommands(commands);
}

/** As in Telegram, an empty chat shows what the bot is for and a button to begin with. */
function showStart() {
  const hasPayload = new URLSearchParams(location.search).has("start");
  at("card").hidden = !log.isEmpty || !at("description").textContent;
  composer.setStarted(!log.isEmpty && !hasPayload);
}

function setStatus(isTyping) {
  const status = at("status");
  status.textContent = isTyping ? words.typing : words.bot;
  status.classList.toggle("typing", isTyping);
  clearTimeout(timers.typing);
  if (isTyping) later("typing", TYPING, () => setStatus(false));
}

function showLine(isUp) {
  clearTimeout(timers.line);
  if (isUp) at("offline").hidden = true;
  else later("line", OFFLINE_AFTER, () => (at("offline").hidden = false));
}

function showAnswer({ message_id: messageId, text, show_alert: isAlert, url }) {
  log.answered(messageId);
  if (url) followStart(new URL(url));
  if (!text) return;
  if (!isAlert) return toast(text);
  at("alert-text").textContent = text;
  if (!at("alert").open) at("alert").showModal();
}

function toast(text) {
  at("toast").textContent = text;
  at("toast").hidden = false;
  later("toast", Math.max(3000, text.length * TOAST_PER_LETTER), () => (at("toast").hidden = true));
}

// What the reader does

async function act(action, wish) {
  const isDone = await connection.act(action, wish);
  if (!isDone) toast(words.notSent);
  return isDone;
}

function send(text) {
  return act("send", { text });
}

async function begin() {
  const payload = new URLSearchParams(location.search).get("start");
  if (!(await send(payload ? `/start ${payload}` : "/start"))) return;
  history.replaceState(null, "", "/");
  showStart();
}

async function press(message, button, key) {
  key.setAttribute("aria-busy", "true");
  setTimeout(() => key.removeAttribute("aria-busy"), PATIENCE);
  const isSent = await act("press", { message_id: message.message_id, data: button.callback_data });
  if (!isSent) key.removeAttribute("aria-busy");
}

/** A button that needs Telegram itself, unless it only copies a text. */
async function elsewhere(button) {
  if (!button.copy_text) return toast(words.onlyTelegram);
  await navigator.clipboard.writeText(button.copy_text.text);
  return toast(words.copied);
}

/** A link that starts this very bot stays in this chat; says whether `url` was one. */
function followStart(url) {
  const payload = url.searchParams.get("start");
  const isOurs = url.host === "t.me" && url.pathname.slice(1).toLowerCase() === bot.username.toLowerCase();
  if (!isOurs || payload === null) return false;
  send(payload ? `/start ${payload}` : "/start");
  return true;
}
