import { createServer } from "node:http";
import * as build from "virtual:react-router/server-build";
import { createRequestListener } from "@react-router/node";
import { RouterContextProvider } from "react-router";
import { clientAddressContext } from "../app/session.server.ts";
import { sendFile } from "./files.ts";

const render = createRequestListener({
  build,
  getLoadContext(_request, client) {
    // Behind a proxy of your own: what that proxy says of the address.
    return new RouterContextProvider(new Map([[clientAddressContext, client.address]]));
  },
});

const { PORT = "3000" } = process.env;
createServer((request, response) => {
  if (!sendFile(request, response)) render(request, response);
}).listen(Number(PORT), "localhost", () => console.log(`http://localhost:${PORT}`));
