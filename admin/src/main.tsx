import { createRoot } from "react-dom/client";
import { Admin } from "./admin.tsx";
import { auth } from "./api/auth.ts";
import { applyTheme, storedTheme } from "./shell/theme.ts";

applyTheme(storedTheme());
// Beside the first request of the page, whose answer tells of any failure.
auth.getUser().catch(() => {});
const root = document.getElementById("root");
if (root === null) throw new Error("the page has no #root");
createRoot(root).render(<Admin />);
