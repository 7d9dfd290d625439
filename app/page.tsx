import { Workbench } from "./workbench";

export default function Page() {
  return <Workbench />;
}
