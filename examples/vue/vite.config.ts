import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

// The page and the API are of one origin: what a reverse proxy does in production. The server trusts this port by name.
const address = {
  host: "localhost",
  port: 5173,
  strictPort: true,
  proxy: {
    "/api": { target: "http://localhost:8000", rewrite: (path: string) => path.slice("/api".length) },
  },
};

export default defineConfig({ plugins: [vue()], server: address, preview: address });
