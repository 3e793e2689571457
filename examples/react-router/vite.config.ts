import { reactRouter } from "@react-router/dev/vite";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [reactRouter()],
  // The API trusts http://localhost:3000 by name, so another port would be another, untrusted origin.
  server: { host: "localhost", port: 3000, strictPort: true },
  environments: { ssr: { build: { rolldownOptions: { input: "./server/index.ts" } } } },
});
