import { createRouter, createWebHistory } from "vue-router";
import { requireUser, safeNext, useAuth } from "wafer-auth/vue";
import DevicesPage from "./devices-page.vue";
import HomePage from "./home-page.vue";
import SignInPage from "./sign-in-page.vue";

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", component: HomePage, meta: { title: "Home" } },
    { path: "/devices", component: DevicesPage, meta: { title: "Your devices" } },
    { path: "/sign-in", component: SignInPage, meta: { title: "Sign in" } },
    { path: "/:rest(.*)", redirect: "/" },
  ],
});

router.beforeEach(requireUser({ signIn: "/sign-in" }));
// Who is signed in needs no form.
router.beforeEach(({ path, query }) => {
  const { state } = useAuth();
  return path !== "/sign-in" || state.value.user === null || safeNext(query["next"]);
});

declare module "vue-router" {
  interface RouteMeta {
    title: string;
  }
}
