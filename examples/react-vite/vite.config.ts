import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Page and API are of one origin, as behind a proxy in production. The server trusts http://localhost:5173 by name.
const address = {
  host: "localhost",
  port: 5173,
  strictPort: true,
  proxy: {
    "/api": { target: "http://localhost:8000", rewrite: (path: string) => path.slice("/api".length) },
  },
};

export default defineConfig({ plugins: [react()], server: address, preview: address });
