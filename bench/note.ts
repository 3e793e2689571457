/** What the compared routes answer with. */
export const note = { id: 1, title: "Shopping", text: "Bread, butter, six eggs and a pound of coffee." };
