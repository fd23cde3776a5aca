import { language, t } from "../base/words.js";

const width = 1200;
const height = 900;
const palette = { wall: "#e9e2d2", side: "#d6cdb9", floor: "#b9b2a6", step: "#cfc8bb", edge: "#8d867a", door: "#a9523f" };

/** Photos for a visitor who has none at hand: drawn here, so that nothing is fetched. */
export const samples = [
  { id: "before", label: "sampleBefore", icon: "picture", name: "stairwell-before.jpg", draw: (pen) => [stairwell, boxes, chairs, bike].forEach((part) => part(pen)) },
  { id: "after", label: "sampleAfter", icon: "picture", name: "stairwell-after.jpg", draw: (pen) => [stairwell, extinguisher].forEach((part) => part(pen)) },
  { id: "bikes", label: "sampleBikes", icon: "picture", name: "charging.jpg", draw: (pen) => [stairwell, charging].forEach((part) => part(pen)) },
];

export async function paint(sample) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d");
  sample.draw(pen);
  signature(pen);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.88));
  return new File([blob], sample.name, { type: "image/jpeg" });
}

function shape(pen, colour, ...points) {
  pen.fillStyle = colour;
  pen.beginPath();
  points.forEach(([x, y]) => pen.lineTo(x, y));
  pen.closePath();
  pen.fill();
}

function box(pen, x, y, w, h, colour) {
  pen.fillStyle = colour;
  pen.fillRect(x, y, w, h);
}

function line(pen, colour, thick, ...points) {
  pen.strokeStyle = colour;
  pen.lineWidth = thick;
  pen.lineCap = pen.lineJoin = "round";
  pen.beginPath();
  points.forEach(([x, y]) => pen.lineTo(x, y));
  pen.stroke();
}

function ring(pen, x, y, radius, colour, thick) {
  pen.strokeStyle = colour;
  pen.lineWidth = thick;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 7);
  pen.stroke();
}

function stairwell(pen) {
  const light = pen.createLinearGradient(0, 0, 0, height);
  light.addColorStop(0, "#f6f0e2");
  light.addColorStop(1, palette.wall);
  box(pen, 0, 0, width, height, light);
  shape(pen, palette.side, [0, 0], [230, 90], [230, 640], [0, 900]);
  shape(pen, palette.floor, [230, 640], [1200, 640], [1200, 900], [0, 900]);
  box(pen, 290, 230, 210, 410, palette.door);
  box(pen, 310, 255, 170, 160, "#b9634f");
  box(pen, 470, 440, 14, 44, "#e7d9a8");
  exitSign(pen);
  steps(pen);
}

function exitSign(pen) {
  box(pen, 300, 150, 190, 58, "#1b8f4d");
  pen.fillStyle = "#ffffff";
  pen.font = "bold 32px 'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','WenQuanYi Micro Hei','Page Chinese',sans-serif";
  pen.textAlign = "center";
  pen.fillText(language === "en" ? "EXIT" : "安全出口", 395, 191);
}

function steps(pen) {
  for (let n = 0; n < 8; n += 1) {
    const [x, y] = [640 + n * 70, 600 - n * 62];
    box(pen, x, y, 560, 62, n % 2 ? palette.step : "#d9d2c6");
    box(pen, x, y, 560, 8, palette.edge);
  }
  line(pen, "#7a4b2c", 16, [630, 430], [1180, -58]);
  for (let n = 0; n < 8; n += 1) line(pen, "#8a8f94", 7, [650 + n * 70, 600 - n * 62], [650 + n * 70, 415 - n * 62]);
}

function boxes(pen) {
  const pile = [[540, 640, 190, 150], [730, 610, 170, 180], [565, 505, 150, 135], [745, 480, 140, 130], [610, 400, 110, 105]];
  for (const [x, y, w, h] of pile) {
    box(pen, x, y, w, h, "#c4935a");
    box(pen, x, y, w, 12, "#a97944");
    box(pen, x + w / 2 - 10, y, 20, h, "#dbb27c");
    line(pen, "#8b6238", 3, [x, y], [x + w, y], [x + w, y + h], [x, y + h], [x, y]);
  }
  shape(pen, "#4d6b8a", [900, 800], [920, 640], [1010, 620], [1060, 800]);
  shape(pen, "#6f8f6a", [960, 830], [990, 690], [1090, 690], [1130, 830]);
}

function chairs(pen) {
  line(pen, "#5c4632", 16, [250, 800], [262, 560], [268, 690], [400, 690], [410, 800]);
  line(pen, "#5c4632", 12, [262, 560], [285, 520], [300, 690]);
  box(pen, 250, 672, 160, 22, "#7b5c3f");
}

function bike(pen, x = 60, y = 760, tint = "#c23b30") {
  ring(pen, x + 60, y, 58, "#2b2b2b", 18);
  ring(pen, x + 330, y, 58, "#2b2b2b", 18);
  line(pen, "#333333", 13, [x + 60, y], [x + 112, y - 195], [x + 78, y - 212]);
  shape(pen, tint, [x + 92, y - 150], [x + 132, y - 150], [x + 152, y - 40], [x + 100, y - 20]);
  line(pen, tint, 24, [x + 118, y - 32], [x + 215, y - 18]);
  shape(pen, tint, [x + 205, y - 10], [x + 225, y - 112], [x + 372, y - 118], [x + 352, y - 62], [x + 268, y - 58]);
  shape(pen, "#222222", [x + 215, y - 116], [x + 225, y - 142], [x + 375, y - 146], [x + 380, y - 118]);
}

function charging(pen) {
  bike(pen, 470, 770, "#2f6fb0");
  bike(pen, 120, 800, "#c23b30");
  box(pen, 560, 330, 60, 60, "#fafafa");
  ring(pen, 590, 360, 10, "#555555", 4);
  line(pen, "#1f1f1f", 8, [590, 385], [600, 470], [560, 560], [660, 600], [712, 680]);
  line(pen, "#1f1f1f", 8, [590, 385], [520, 500], [440, 600], [362, 708]);
  shape(pen, "#f4c430", [612, 470], [588, 515], [606, 515], [594, 555], [634, 503], [614, 503], [630, 470]);
}

function extinguisher(pen) {
  box(pen, 120, 560, 90, 150, "#cfd5d8");
  for (const x of [132, 170]) {
    box(pen, x, 590, 30, 105, "#d0312d");
    box(pen, x + 9, 574, 12, 18, "#222222");
  }
}

function signature(pen) {
  pen.fillStyle = "rgba(0,0,0,0.45)";
  pen.fillRect(0, height - 54, 330, 54);
  pen.fillStyle = "#ffffff";
  pen.font = "28px 'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','WenQuanYi Micro Hei','Page Chinese',sans-serif";
  pen.textAlign = "left";
  pen.fillText(t("sample"), 22, height - 18);
}
