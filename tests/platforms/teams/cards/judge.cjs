// Parses each card of the standard input with Microsoft's own library, as far as the version that the card declares
// goes, and prints what it complains about: {"name": ["complaint", …]}.
const path = require("node:path");
const { readFileSync } = require("node:fs");
const cards = require(path.resolve("node_modules/adaptivecards/dist/adaptivecards.js"));

function complaints(source) {
    const context = new cards.SerializationContext(cards.Version.parse(source.version, new cards.SerializationContext()));
    const card = new cards.AdaptiveCard();
    card.parse(source, context);
    const found = Array.from({ length: context.eventCount }, (_, place) => context.getEventAt(place));
    found.push(...card.validateProperties().validationEvents);
    return found.map((one) => `${cards.ValidationEvent[one.event]}: ${one.message}`);
}

const asked = Object.entries(JSON.parse(readFileSync(0, "utf-8")));
const told = asked.map(([name, card]) => [name, complaints(card)]).filter(([, all]) => all.length);
process.stdout.write(JSON.stringify(Object.fromEntries(told)));
