// The generator's own theme, and pictures that follow it.
import DefaultTheme from "vitepress/theme";
import "./pictures.css";

export default DefaultTheme;
