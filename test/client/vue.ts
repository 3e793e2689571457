import { createApp, defineComponent, h } from "vue";
import { createRouter, createWebHistory, RouterView } from "vue-router";
import { createAuth, requireUser, safeNext, useAuth } from "wafer-auth/vue";

const Notes = defineComponent(() => {
  const { state } = useAuth();
  return () => h("p", `Notes of ${state.value.user?.username}`);
});

const SignIn = defineComponent(() => {
  const { client } = useAuth();
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    await client.signIn({
      username: String(fields.get("username")),
      password: String(fields.get("password")),
    });
    await router.replace(safeNext(router.currentRoute.value.query["next"]));
  }
  const field = (name: string, type: string) => h("label", [name, h("input", { name, type })]);
  return () =>
    h("form", { method: "post", onSubmit: submit }, [
      field("username", "text"),
      field("password", "password"),
      h("button", "Sign in"),
    ]);
});

const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", component: Notes },
    { path: "/sign-in", component: SignIn },
  ],
});
router.beforeEach(requireUser({ signIn: "/sign-in" }));

createApp(RouterView)
  .use(createAuth({ baseUrl: "/api" }))
  .use(router)
  .mount("#app");
