export const KEYS_PATH = "/admin/api/keys";
