// Loaded before the Agents Playground, which has no setting for it: it would listen on every interface, and whoever
// reaches it can act as anybody.
"use strict";
const net = require("node:net");

const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, typeof port === "number" ? { port, host: "127.0.0.1" } : port, ...rest);
};
