// Draws views and messages of Slack: draw([{name, kind, view}], theme).
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { Message } from "slack-blocks-to-jsx";

// Slack formats verbatim text all the same; this renderer would not.
function formatted(blocks) {
    return JSON.parse(JSON.stringify(blocks, (key, value) => (key === "verbatim" ? undefined : value)));
}

// Everybody who is mentioned, by a name for show.
function named(blocks) {
    const ids = new Set(Array.from(JSON.stringify(blocks).matchAll(/<@(\w+)>/g), ([, id]) => id));
    return { users: Array.from(ids, (id) => ({ id, name: "Sam Example" })) };
}

function Frame({ name, kind, view }) {
    const ways = [view.close, view.submit].filter(Boolean);
    return (
        <figure data-name={name}>
            <figcaption>{name}</figcaption>
            {view.text && <div className="push">{view.text}</div>}
            <div className={kind}>
                {view.title && <div className="title">{view.title.text}</div>}
                <Message blocks={formatted(view.blocks)} name="Peer support" logo="" time={new Date(0)} withoutWrapper data={named(view.blocks)} />
                {kind === "modal" && (
                    <footer>
                        {ways.map((one) => (
                            <span key={one.text} className={one === view.submit ? "way send" : "way"}>{one.text}</span>
                        ))}
                    </footer>
                )}
            </div>
        </figure>
    );
}

globalThis.draw = (items, theme) => {
    document.documentElement.dataset.theme = theme;
    const sheet = document.createElement("main");
    document.body.replaceChildren(sheet);
    flushSync(() => createRoot(sheet).render(items.map((one) => <Frame key={one.name} {...one} />)));
};
