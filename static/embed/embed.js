// For pages of other sites: <pollsite-embed src="https://…/embed/polls/7"> becomes a frame as high as what is in it.
// It loads nothing but that frame, and believes no message but the frame's own, from the site that it was asked to show.
(() => {
  const LOWEST = 80;
  const HIGHEST = 20000;
  const AT_FIRST = 360;
  const THEMES = ["light", "dark"];

  class PollsiteEmbed extends HTMLElement {
    connectedCallback() {
      if (document.readyState !== "loading") this.show();
      else document.addEventListener("DOMContentLoaded", () => this.show(), { once: true }); // what is in it comes later
    }

    show() {
      if (this.frame || !this.isConnected) return;
      const address = new URL(this.getAttribute("src") || "", document.baseURI);
      if (!["http:", "https:"].includes(address.protocol)) return;
      const theme = this.getAttribute("theme");
      if (THEMES.includes(theme)) address.searchParams.set("theme", theme);
      this.site = address.origin;
      this.frame = this.makeFrame(address.href);
      this.hear = (event) => this.resize(event);
      addEventListener("message", this.hear);
      this.replaceChildren(this.frame);
    }

    disconnectedCallback() {
      if (this.hear) removeEventListener("message", this.hear);
      this.frame = null;
    }

    makeFrame(address) {
      const frame = document.createElement("iframe");
      this.said ??= this.textContent.trim();
      frame.title = this.getAttribute("title") || this.said || "Poll";
      frame.loading = "lazy";
      Object.assign(frame.style, { border: "0", display: "block", width: "100%", height: `${AT_FIRST}px` });
      frame.addEventListener("load", () => frame.contentWindow?.postMessage({ pollsite: "height?" }, this.site));
      frame.src = address;
      return frame;
    }

    resize({ source, origin, data }) {
      if (source !== this.frame?.contentWindow || origin !== this.site || data?.pollsite !== "height") return;
      if (!Number.isFinite(data.height)) return;
      this.frame.style.height = `${Math.min(Math.max(data.height, LOWEST), HIGHEST)}px`;
    }
  }

  if (!customElements.get("pollsite-embed")) customElements.define("pollsite-embed", PollsiteEmbed);
})();
