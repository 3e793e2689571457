import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { AuthProvider } from "wafer-auth/react";
import { App } from "./app.tsx";
import "wafer-auth/react/style.css";
import "./styles.css";

const root = document.getElementById("root");
if (root === null) throw new Error('index.html must hold an element with id "root".');
createRoot(root).render(
  <StrictMode>
    <AuthProvider baseUrl="/api">
      <App />
    </AuthProvider>
  </StrictMode>,
);
