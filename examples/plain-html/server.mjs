// The app's files, and a proxy to the server that signs people in: to the browser both are one origin.
import { createReadStream } from "node:fs";
import { createServer, request } from "node:http";
import { fileURLToPath } from "node:url";

const { PORT = "3000", WAFER_URL = "http://localhost:8000" } = process.env;
const PREFIX = "/auth";

const app = new URL("public/", import.meta.url);
const client = new URL("./", import.meta.resolve("wafer-auth/client"));
const FILES = {
  "/": [new URL("index.html", app), "text/html; charset=utf-8"],
  "/app.js": [new URL("app.js", app), "text/javascript"],
  "/style.css": [new URL("style.css", app), "text/css"],
};

const HEADERS = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; "),
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

const server = createServer((incoming, outgoing) => {
  const [pathname] = incoming.url.split("?", 1);
  if (pathname.startsWith(`${PREFIX}/`)) passOn(incoming, outgoing);
  else sendFile(FILES[pathname] ?? moduleOfClient(pathname), outgoing);
});
server.on("error", ({ code, message }) => {
  const reason = code === "EADDRINUSE" ? "another program has it" : message;
  console.error(`Port ${PORT} cannot be used: ${reason}. Choose another with PORT.`);
  process.exitCode = 1;
});
server.listen(Number(PORT), "localhost", () => console.log(`http://localhost:${PORT}`));

function moduleOfClient(pathname) {
  const [, name] = /^\/wafer-auth\/([\w-]+\.js)$/.exec(pathname) ?? [];
  return name && [new URL(name, client), "text/javascript"];
}

function sendFile(file, outgoing) {
  const refuse = () => outgoing.writeHead(404, HEADERS).end();
  if (!file) return refuse();
  const [url, type] = file;
  createReadStream(fileURLToPath(url))
    .on("error", refuse)
    .once("open", () => outgoing.writeHead(200, { ...HEADERS, "content-type": type }))
    .pipe(outgoing);
}

function passOn(incoming, outgoing) {
  const { method, headers, socket } = incoming;
  const passed = request(WAFER_URL + incoming.url.slice(PREFIX.length), {
    method,
    headers: { ...headers, "x-forwarded-for": socket.remoteAddress },
  });
  passed.on("response", (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  // The client tells a connection that breaks from a refusal, and signs nobody out for it.
  passed.on("error", () => socket.destroy());
  incoming.pipe(passed);
}
