// Starts the interface: styles, theme and language first, so that the first paint is the right one.
import '@fontsource/inter/latin-400.css';
import '@fontsource/inter/latin-600.css';
import '@fontsource/jetbrains-mono/latin-400.css';
import '@fontsource/jetbrains-mono/latin-600.css';
import './ui/tokens.css';
import './ui/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { app } from './state/app.svelte.ts';
import { theme } from './state/theme.svelte.ts';

theme.apply();
const target = document.getElementById('app');
if (target) mount(App, { target });
void app.start();
