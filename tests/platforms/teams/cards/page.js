// Draws cards as a Teams client does, as far as Microsoft's own renderer goes: draw({cards, hosts, theme, width}).
"use strict";

const FONTS = { default: "'Segoe UI', 'Noto Sans', sans-serif", monospace: "'Courier New', 'DejaVu Sans Mono', monospace" };
const COLOURED = ["accent", "good", "attention", "warning"];

function hostConfig(hosts, theme) {
    const colours = hosts[theme];
    const style = (name) => {
        const own = COLOURED.includes(name) ? colours.inside : colours.words.default;
        const pairs = { ...colours.words, default: own, dark: own, light: own };
        const shades = Object.entries(pairs).map(([key, [full, subtle]]) => [key, { default: full, subtle }]);
        return { backgroundColor: colours.ground[name], foregroundColors: Object.fromEntries(shades) };
    };
    const { spacing, fontSizes, fontWeights } = hosts;
    const fontTypes = Object.entries(FONTS).map(([name, fontFamily]) => [name, { fontFamily, fontSizes, fontWeights }]);
    return new AdaptiveCards.HostConfig({
        spacing,
        supportsInteractivity: true,
        fontTypes: Object.fromEntries(fontTypes),
        containerStyles: Object.fromEntries(["default", "emphasis", ...COLOURED].map((name) => [name, style(name)])),
        separator: { lineThickness: 1, lineColor: "#eeeeee" },
        actions: { maxActions: 6, spacing: "Default", buttonSpacing: 8, actionsOrientation: "Horizontal", actionAlignment: "Left" },
        adaptiveCard: { allowCustomStyle: false },
        textBlock: { headingLevel: 2 },
        factSet: { title: { weight: "Bolder", wrap: true }, value: { wrap: true }, spacing: 16 },
    });
}

function part(kind, text = "") {
    const made = document.createElement("div");
    made.className = kind;
    made.textContent = text;
    return made;
}

// Teams' own picker, which Microsoft's renderer does not have: a field with whom it holds, looked up.
function lookedUp(node) {
    if (Array.isArray(node)) return node.map(lookedUp);
    if (!node || typeof node !== "object") return node;
    const whole = Object.fromEntries(Object.entries(node).map(([name, one]) => [name, lookedUp(one)]));
    if (!whole["choices.data"]) return whole;
    const { id, label, isRequired, errorMessage, placeholder } = whole;
    const asked = { type: "Input.Text", id, label, value: whole.value && "Sam Example", placeholder };
    return isRequired ? { ...asked, isRequired, errorMessage } : asked;
}

// One card in its dialog or message.
function frame(shown, config) {
    const card = new AdaptiveCards.AdaptiveCard();
    card.hostConfig = config;
    card.parse(lookedUp(shown.card), new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5));
    const drawn = card.render();
    if (!drawn) throw new Error(`${shown.name} is not drawn`);
    const framed = part(shown.title ? "dialog" : "message");
    framed.dataset.name = shown.name;
    if (shown.title) framed.append(part("title", shown.title));
    framed.append(drawn);
    return framed;
}

function draw({ cards, hosts, theme, width, named = false }) {
    const markdown = markdownit({ breaks: true });
    AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
        result.outputHtml = markdown.render(text);
        result.didProcess = true;
    };
    const config = hostConfig(hosts, theme);
    document.documentElement.dataset.theme = theme;
    document.body.style.setProperty("--width", `${width}px`);
    const frames = cards.map((shown) => frame(shown, config));
    document.body.replaceChildren(
        ...frames.map((framed) => {
            const figure = part("figure");
            if (named) figure.append(part("caption", framed.dataset.name));
            figure.append(framed);
            return figure;
        }),
    );
}

// A text block that is narrower than one of its words.
function breaksWords(one) {
    if (!one.matches(".ac-textBlock")) return false;
    const before = one.style.overflowWrap;
    one.style.overflowWrap = "normal";
    const wider = one.scrollWidth > one.clientWidth + 1;
    one.style.overflowWrap = before;
    return wider;
}

// What doesn't fit: wider than its frame, or text that its own box cuts off.
function misfits() {
    const found = [];
    for (const framed of document.querySelectorAll("[data-name]")) {
        const edge = framed.getBoundingClientRect().right + 0.5;
        for (const one of framed.querySelectorAll("*")) {
            const box = one.getBoundingClientRect();
            const text = one.textContent.trim().slice(0, 60);
            if (breaksWords(one)) found.push(`${framed.dataset.name}: a word is broken: ${text}`);
            const cuts = getComputedStyle(one).overflow !== "visible" && !["SELECT", "TEXTAREA", "INPUT"].includes(one.tagName);
            if (box.width && box.right > edge) found.push(`${framed.dataset.name}: too wide: ${one.className} ${text}`);
            else if (cuts && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1))
                found.push(`${framed.dataset.name}: cut off: ${one.className} ${text}`);
        }
        for (const one of framed.querySelectorAll("button")) {
            if (!one.textContent.trim() && !one.ariaLabel) found.push(`${framed.dataset.name}: a button without a name`);
        }
    }
    return found;
}
