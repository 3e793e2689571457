import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The server trusts http://localhost:3000 by name, so another port would be another, untrusted origin.
const address = { host: "localhost", port: 3000, strictPort: true };

export default defineConfig({ plugins: [react()], server: address, preview: address });
