import { createApp } from "vue";
import { createAuth } from "wafer-auth/vue";
import App from "./app.vue";
import { router } from "./router.ts";
import "./styles.css";

createApp(App)
  .use(createAuth({ baseUrl: "/api" }))
  .use(router)
  .mount("#app");
