import type { Routes } from "@angular/router";
import { HomePage } from "./home-page";
import { requireNobody, requireUser } from "./require-user";
import { SignInPage } from "./sign-in-page";

export const routes: Routes = [
  {
    path: "",
    pathMatch: "full",
    title: "Home",
    component: HomePage,
    canActivate: [requireUser],
    runGuardsAndResolvers: "always",
  },
  {
    path: "sign-in",
    title: "Sign in",
    component: SignInPage,
    canActivate: [requireNobody],
    runGuardsAndResolvers: "always",
  },
  { path: "**", redirectTo: "" },
];
