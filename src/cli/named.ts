/** How a command's user and group may be named, for its help. */
export const USER = "user name, e-mail address or id";
export const GROUP = "group's name or id";
