// Draws views and messages of Slack: draw([{name, kind, view}], theme).
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { Message } from "slack-blocks-to-jsx";

const NAMES = { users: new Proxy([], { get: (all, key) => all[key] }) };

function Frame({ name, kind, view }) {
    const ways = [view.close, view.submit].filter(Boolean);
    return (
        <figure data-name={name}>
            <figcaption>{name}</figcaption>
            {view.text && <div className="push">{view.text}</div>}
            <div className={kind}>
                {view.title && <div className="title">{view.title.text}</div>}
                <Message blocks={view.blocks} name="Peer support" logo="" time={new Date(0)} withoutWrapper data={NAMES} />
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
