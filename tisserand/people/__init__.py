"""People who are accompanied: who they are, who they live with, how to reach them safely, who they are not."""
