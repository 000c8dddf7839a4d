"""The local stack: MiniStack and the simulator as processes, the deployment, the demo."""
