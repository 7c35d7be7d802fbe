// The site: README, guide, decisions and measurements as they lie in the repository, with search.
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { defineConfig, type DefaultTheme } from "vitepress";

const house = resolve(__dirname, "../../..");

/** Reads an index page: its second-level headings become groups, its links to pages of the guide their items. */
function sidebar(index: string, folder: string): DefaultTheme.SidebarItem[] {
  const groups: DefaultTheme.SidebarItem[] = [];
  if (!existsSync(resolve(house, index))) return groups;
  const seen = new Set<string>();
  for (const line of readFileSync(resolve(house, index), "utf8").split("\n")) {
    const heading = /^## +(.*)$/.exec(line);
    if (heading) groups.push({ text: heading[1], items: [] });
    if (groups.length === 0) groups.push({ items: [] });
    for (const [, text, page] of line.matchAll(/\[([^\]]+)\]\(([^):#]+\.md)\)/g)) {
      const link = "/" + folder + "/" + page.replace(/^\.\//, "").replace(/\.md$/, "");
      if (seen.has(link) || page.startsWith("..")) continue;
      seen.add(link);
      groups.at(-1)!.items!.push({ text, link });
    }
  }
  return groups.filter((group) => group.items!.length > 0);
}

const english = sidebar("docs/guide/index.md", "docs/guide");
const chinese = sidebar("docs/guide/zh/index.md", "docs/guide/zh");

export default defineConfig({
  title: "Thalweg",
  description: "From the difference quotient to a trained network, in pure Java.",
  // Where build.sh copies them.
  srcDir: "target/pages",
  cacheDir: "target/cache",
  // The page one lands on lies beside the README in the tree, so that its links hold.
  rewrites: { "README.md": "index.md" },
  // A page's links are tested where it is written (GuideTest, LinksTest); what is no page of the site is not one here.
  ignoreDeadLinks: [/\/verify\//, /\/use\//, /LICENSE/, /\.java$/, /javadoc/],
  markdown: {
    // What looks like a tag or a template in a text on Java is none.
    html: false,
    config: (md) => {
      // Where figure-dark.png lies beside figure.png, the page has both, and the theme shows one.
      const image = md.renderer.rules.image!;
      md.renderer.rules.image = (tokens, at, options, env, self) => {
        const picture = tokens[at];
        const light = picture.attrGet("src")!;
        const dark = light.replace(/(\.\w+)$/, "-dark$1");
        if (!existsSync(resolve(dirname(env.path), decodeURI(dark)))) return image(tokens, at, options, env, self);
        const shown = (src: string, theme: string) => {
          picture.attrSet("src", src);
          picture.attrSet("class", theme);
          return image(tokens, at, options, env, self);
        };
        return shown(light, "for-light") + shown(dark, "for-dark");
      };
      md.core.ruler.push("no-templates", (state) => {
        for (const token of state.tokens) {
          for (const child of token.children ?? []) {
            if (child.type === "text") child.content = child.content.replaceAll("{{", "{\u200b{");
          }
        }
      });
    },
  },
  locales: {
    root: { label: "English", lang: "en" },
    "docs/guide/zh": {
      label: "中文",
      lang: "zh-CN",
      link: "/docs/guide/zh/",
      themeConfig: {
        outline: { level: [2, 3], label: "本页内容" },
        docFooter: { prev: "上一章", next: "下一章" },
        darkModeSwitchLabel: "外观",
        sidebarMenuLabel: "目录",
        returnToTopLabel: "回到顶部",
      },
    },
  },
  themeConfig: {
    nav: [
      { text: "Guide", link: "/docs/guide/" },
      { text: "Decisions", link: "/docs/decisions/" },
      { text: "Measurements", link: "/docs/measurements/" },
      { text: "Changes", link: "/CHANGELOG" },
      { text: "Javadoc", link: "/javadoc/index.html", target: "_self" },
    ],
    sidebar: { "/docs/guide/zh/": chinese, "/": english },
    outline: [2, 3],
    search: { provider: "local" },
  },
});
