/** Before anything is installed: the one requirement that npm only warns about. */
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`需要 Node.js 20.19 以上，现在是 ${process.versions.node}。请安装较新的版本：https://nodejs.org/zh-cn/download`);
  console.error(`Node.js 20.19 or newer is needed, this is ${process.versions.node}: https://nodejs.org/en/download`);
  process.exit(1);
}
