// The circle of support needs no script: its picture is links. This file only carries its looks.
import "./circle.scss";
