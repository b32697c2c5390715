// Loaded before the Agents Playground: it has no setting for any of this.
"use strict";
const net = require("node:net");

// It would listen on every interface; whoever reaches it can act as anybody.
const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, typeof port === "number" ? { port, host: "127.0.0.1" } : port, ...rest);
};

// It ends with whoever started it, however that came to its end.
process.stdin.on("end", () => process.exit()).resume();
