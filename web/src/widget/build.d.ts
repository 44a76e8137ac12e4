// What the build makes for the widget (web/build/widget.mjs).

declare module "widget:words" {
  // Each text in English and Spanish, or its forms for one and for more.
  type Text = string | readonly [one: string, other: string];
  export const words: Readonly<Record<string, readonly [en: Text, es: Text]>>;
}

declare module "*.css" {
  const text: string; // minified
  export default text;
}

declare const VERSION: string; // of the widget, from web/widget/package.json
