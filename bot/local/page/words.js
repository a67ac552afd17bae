// Every word the page says, per language; what the bot says comes from the bot.

const FRENCH = {
  alertLabel: "Message du bot",
  attach: "Joindre",
  attachments: { photo: "Photo", sticker: "Autocollant", voice: "Message vocal", document: "Document" },
  bot: "bot",
  cardTitle: "Que fait ce bot ?",
  code: "Code",
  commands: "Commandes du bot",
  connecting: "Connexion…",
  conversation: "Conversation",
  down: "Aller au dernier message",
  expand: "Déplier la citation",
  collapse: "Replier la citation",
  fetched: "reçu par le bot",
  hidden: "Texte masqué : afficher",
  menu: "Menu",
  newTab: "(nouvel onglet)",
  notSent: "Non envoyé : le serveur local ne répond pas. Réessayez dans un instant.",
  ok: "OK",
  onlyTelegram: "Ce bouton ne fonctionne que dans Telegram.",
  copied: "Copié",
  send: "Envoyer",
  start: "Démarrer",
  text: "Message",
  today: "Aujourd’hui",
  trial: "Essai local, hors Telegram.",
  trialMore: "Passer au vrai Telegram",
  trialHow:
    "Ici, rien ne quitte cet ordinateur. Pour le vrai Telegram, créez un bot auprès de @BotFather, " +
    "puis relancez avec le jeton qu’il donne (voir le README) :",
  typing: "écrit",
  waiting: "en attente du bot",
  yesterday: "Hier",
  you: "Vous",
};

const ENGLISH = {
  alertLabel: "Message from the bot",
  attach: "Attach",
  attachments: { photo: "Photo", sticker: "Sticker", voice: "Voice message", document: "Document" },
  bot: "bot",
  cardTitle: "What can this bot do?",
  code: "Code",
  commands: "Bot commands",
  connecting: "Connecting…",
  conversation: "Conversation",
  down: "Go to the latest message",
  expand: "Expand the quotation",
  collapse: "Collapse the quotation",
  fetched: "received by the bot",
  hidden: "Hidden text: show",
  menu: "Menu",
  newTab: "(new tab)",
  notSent: "Not sent: the local server does not answer. Try again in a moment.",
  ok: "OK",
  onlyTelegram: "This button only works in Telegram.",
  copied: "Copied",
  send: "Send",
  start: "Start",
  text: "Message",
  today: "Today",
  trial: "Local trial, not Telegram.",
  trialMore: "Go to the real Telegram",
  trialHow:
    "Nothing leaves this computer here. For the real Telegram, create a bot with @BotFather, " +
    "then start again with the token it gives you (see the README):",
  typing: "typing",
  waiting: "waiting for the bot",
  yesterday: "Yesterday",
  you: "You",
};

export const language = navigator.language.toLowerCase().startsWith("en") ? "en" : "fr";
export const words = language === "en" ? ENGLISH : FRENCH;

/** Fills every element marked with `data-word`. */
export function sayWords(root) {
  for (const element of root.querySelectorAll("[data-word]")) {
    element.textContent = words[element.dataset.word];
  }
}
