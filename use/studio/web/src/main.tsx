import { render, type ComponentType } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { signal } from '@preact/signals';
import { go, sharedAddress, viewInAddress } from './address';
import { Copy } from './control';
import { language, speak, t } from './words';
import './page.css';

interface Stretch {
  name: string;
  title: () => string;
  load: () => Promise<ComponentType>;
}

const ROAD: Stretch[] = [
  {
    name: 'derivative',
    title: () => t('Derivative', '导数'),
    load: async () => (await import('./view/derivative/derivative')).DerivativeView,
  },
  {
    name: 'gradient',
    title: () => t('Gradient', '梯度'),
    load: async () => (await import('./view/gradient/gradient')).GradientView,
  },
  {
    name: 'descent',
    title: () => t('Descent', '下降'),
    load: async () => (await import('./view/descent/descent')).DescentView,
  },
  {
    name: 'network',
    title: () => t('Network', '网络'),
    load: async () => (await import('./view/network/network')).NetworkView,
  },
  {
    name: 'training',
    title: () => t('Training', '训练'),
    load: async () => (await import('./view/training/training')).TrainingView,
  },
];

function stretchInAddress(): Stretch {
  const name = viewInAddress();
  return ROAD.find((one) => one.name === name) ?? ROAD[0]!;
}

// Its script comes while the page around it is drawn.
void stretchInAddress().load();

type Theme = 'light' | 'dark' | 'system';

const theme = signal<Theme>((localStorage.getItem('thalweg-theme') as Theme | null) ?? 'system');

function dress(chosen: Theme): void {
  theme.value = chosen;
  localStorage.setItem('thalweg-theme', chosen);
}

function View({ stretch }: { stretch: Stretch }) {
  const [loaded, setLoaded] = useState<{ name: string; view: ComponentType }>();
  useLayoutEffect(() => {
    let wanted = true;
    stretch.load().then((view) => wanted && setLoaded({ name: stretch.name, view }));
    return () => {
      wanted = false;
    };
  }, [stretch.name]);
  if (loaded === undefined || loaded.name !== stretch.name) {
    return <p class="waiting">{t('Loading …', '载入中……')}</p>;
  }
  return <loaded.view />;
}

function App() {
  const stretch = stretchInAddress();
  useEffect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
    document.title = `${stretch.title()} – Thalweg`;
  }, [language.value, stretch.name]);
  useEffect(() => {
    const dark = theme.value === 'dark' || (theme.value === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    dispatchEvent(new Event('thalweg-theme'));
  }, [theme.value]);
  return (
    <>
      <a class="skip" href="#view" onClick={(event) => {
        event.preventDefault();
        document.getElementById('view')?.focus();
      }}>
        {t('To the view', '跳到内容')}
      </a>
      <header>
        <span class="name">Thalweg</span>
        <nav aria-label={t('The road', '路线')}>
          {ROAD.map((one, i) => (
            <a
              href={`#/${one.name}`}
              aria-current={one === stretch ? 'page' : undefined}
              onClick={(event) => {
                if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
                  event.preventDefault();
                  go(one.name);
                }
              }}
            >
              <span class="ordinal">{i + 1}</span> {one.title()}
            </a>
          ))}
        </nav>
        <div class="corner">
          <Copy text={() => sharedAddress()} label={t('Copy link', '复制链接')} />
          <select
            aria-label={t('Language', '语言')}
            value={language.value}
            onChange={(event) => speak(event.currentTarget.value === 'zh' ? 'zh' : 'en')}
          >
            <option value="en">English</option>
            <option value="zh">中文</option>
          </select>
          <select aria-label={t('Theme', '主题')} value={theme.value} onChange={(event) => dress(event.currentTarget.value as Theme)}>
            <option value="system">{t('System', '系统')}</option>
            <option value="light">{t('Light', '浅色')}</option>
            <option value="dark">{t('Dark', '深色')}</option>
          </select>
        </div>
      </header>
      <main id="view" tabIndex={-1} data-view={stretch.name}>
        <View stretch={stretch} />
      </main>
    </>
  );
}

render(<App />, document.getElementById('page')!);
